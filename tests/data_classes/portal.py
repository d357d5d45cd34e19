"""The class of every field of the portal's tables. A field of two classes stands under both.

`"classes": "fields"` for each table; a class of its own for tables that are not ours.
"""

MESSAGE = {
    "STAFF P1": "to_address",
    "P4": "key template subject body event audience",
    "PLUMBING": "id status created_at due_at lease_until attempts sent_at failure settled_at"
    " referral_id",
}
FIELDS = {
    "audit.AuditEvent": {
        "AUD1": "at action actor_id actor_kind target_kind target_id data",
        "PLUMBING": "id",
    },
    "audit.ErrorReport": {"PLUMBING": "id at kind place view is_task request told_at"},
    "pages.UsedPage": {"SECRET": "key body", "PLUMBING": "request at result"},
    "sealing.SealedEnvelope": {"SEALED": "blob", "PLUMBING": "id sealed_at opened_at"},
    "outbox.OutgoingMessage": MESSAGE | {"P4": MESSAGE["P4"] + " cancelled_because told_at"},
    "outbox.MessageRelease": {
        "STAFF": "by_name why",
        "PLUMBING": "id message_id basis not_before sequence released_at",
    },
    "outbox.Heartbeat": {"PLUMBING": "name sequence at"},
    "outbox.PortalTimeline": {"PLUMBING": "number restored_at"},
    "accounts.Agency": {"STAFF": "name email_domain", "PLUMBING": "id is_active"},
    "accounts.User": {
        "STAFF": "username first_name last_name email agency job_title phone qualifications groups"
        " is_active is_staff is_superuser user_permissions date_joined last_login",
        "SECRET": "password",
        "PLUMBING": "id session_round",
    },
    "accounts.User_groups": {"STAFF": "user group", "PLUMBING": "id"},
    "accounts.User_user_permissions": {"STAFF": "user permission", "PLUMBING": "id"},
    "accounts.Invitation": {
        "SECRET": "digest",
        "STAFF": "user",
        "PLUMBING": "id expires_at used_at",
    },
    "accounts.TypedPage": {
        "SEALED": "box",
        "SECRET": "owner browser",
        "PLUMBING": "id is_shown expires_at",
    },
    "accounts.SignInTry": {"SECRET": "name_digest network_digest", "PLUMBING": "id at"},
    "referrals.SyntheticRound": {
        "PLUMBING": "id started_at referral_id reference envelope_id sent_at returned_at"
    },
    "referrals.SyntheticReturn": {"PLUMBING": "id at"},
    "referrals.FloodCount": {"SECRET": "key", "PLUMBING": "count ends_at"},
    "programmes.District": {"CATALOGUE": "code name is_active", "PLUMBING": "id"},
    "programmes.Venue": {
        "CATALOGUE": "district name address_line_1 address_line_2 town postcode is_active",
        "PLUMBING": "id is_demo",
    },
    "programmes.ClockRule": {
        "CATALOGUE": "pathway starts_on contact_working_days decision_working_days place_days"
        " cutoff_hour pauses_for_answer pauses_on_hold",
        "PLUMBING": "id",
    },
    "programmes.Closure": {"CATALOGUE": "closed_on reason is_active", "PLUMBING": "id"},
    "programmes.Partner": {"CATALOGUE": "code name is_core_team position", "PLUMBING": "id"},
    "programmes.FundingPeriod": {
        "CATALOGUE": "name funder through starts_on ends_on",
        "PLUMBING": "id is_demo",
    },
    "programmes.Programme": {
        "CATALOGUE": "code pathway position is_active historic_phone partners",
        "PLUMBING": "id",
    },
    "programmes.ProgrammePartner": {"CATALOGUE": "programme partner role", "PLUMBING": "id"},
    "programmes.RollOut": {
        "CATALOGUE": "programme district label starts_on finishes is_historic",
        "PLUMBING": "id",
    },
    "programmes.DeskQualification": {
        "CATALOGUE": "pathway qualification is_active",
        "PLUMBING": "id",
    },
    "programmes.Story": {
        "CATALOGUE": "kind title body position is_published",
        "PLUMBING": "id is_demo",
    },
    "programmes.ProgrammeVersion": {
        "CATALOGUE": "programme number name summary how_it_works who_it_suits delivered_by mode"
        " capacity session_count session_minutes max_minutes sessions_per_week"
        " facilitators_required facilitator_qualifications treatment_model has_plan_note"
        " for_heterosexual_relationships men_only accepts_mandated equal_mix referral_wait_weeks"
        " published_at",
        "PLUMBING": "id content_hash",
    },
    "programmes.SessionPlan": {"CATALOGUE": "version number title minutes", "PLUMBING": "id"},
    "programmes.EligibilityCriterion": {
        "CATALOGUE": "version code person_wording agency_wording position",
        "PLUMBING": "id",
    },
    "referrals.ReleasedCard": {
        "V9": "audience basis text asks_reply expires_on",
        "PLUMBING": "id referral_id sequence released_at",
    },
    # Never listed and never explained: two ids together say that a person at risk is kept safe.
    "referrals.KeepApart": {
        "V0": "referral_id other_referral_id cohort_id venue_id ends",
        "PLUMBING": "id sequence released_at",
    },
    "referrals.CallBack": {
        "CB": "name phone safe_times may_leave_message district channel status referral",
        "STAFF": "taken_by",
        "PLUMBING": "id received_at settled_at",
    },
    "referrals.ContactLog": {
        "CB": "call_back",
        "P2": "referral how with_whom result words",
        "STAFF": "by",
        "PLUMBING": "id number at",
    },
    "referrals.NextTry": {"PLUMBING": "id contact at ended_at"},
    "referrals.Task": {
        "P2": "referral words outcome",
        "STAFF": "assignee added_by done_by",
        "PLUMBING": "id number due_on added_at done_at version",
    },
    "referrals.ClosedSign": {
        "P2": "referral code contact words",
        "STAFF": "by",
        "PLUMBING": "id at",
    },
    "referrals.Draft": {
        "SEALED": "box",
        "SECRET": "token_digest",
        "CB": "call_back_id",
        "STAFF": "account_id",
        "PLUMBING": "referral_id route pathway is_with_caller sealing_key started_at expires_at submitted_at",
    },
    "referrals.StatusChange": {
        "P4": "referral verb from_status to_status code duplicate_of words",
        "STAFF": "by risk_holder",
        "PLUMBING": "id number risk_review_on at",
    },
    "referrals.EligibilityCheck": {
        "P2": "referral criteria programmes",
        "PLUMBING": "id at versions",
    },
    "referrals.RecentLook": {"P2": "referral", "STAFF": "user", "PLUMBING": "id at"},
    "referrals.Complaint": {
        "P4": "referral made_by words outcome reasons",
        "STAFF": "recorded_by settled_by",
        "PLUMBING": "id made_at due_at settled_at",
    },
    "referrals.ComplaintAbout": {"P4": "complaint", "STAFF": "user", "PLUMBING": "id"},
    "referrals.DecisionReview": {
        "P4": "referral decision asked_by why outcome words",
        "STAFF": "decided_by recorded_by reviewer",
        "PLUMBING": "id asked_at due_at settled_at version",
    },
    "referrals.NamedUser": {"P2": "referral", "STAFF": "user", "PLUMBING": "id at"},
    "referrals.NamedUserChange": {
        "P2": "referral is_added reason",
        "STAFF": "user by",
        "PLUMBING": "id at",
    },
    "referrals.Assignment": {
        "P2": "referral words",
        "STAFF": "user by how",
        "PLUMBING": "id number at",
    },
    "referrals.SetAsideChange": {
        "P2": "referral is_set_aside reason",
        "STAFF": "by",
        "PLUMBING": "id at",
    },
    "referrals.Amendment": {
        "P1 P2": "referral page name question old new reason is_redacted",
        "STAFF": "by",
        "PLUMBING": "id number at",
    },
    "referrals.EarlierContact": {
        "P1": "participant phone email address postcode",
        "PLUMBING": "id ended_at",
    },
    "referrals.Redaction": {
        "P2": "referral page name question reason is_agreed",
        "STAFF": "asked_by decided_by",
        "PLUMBING": "id asked_at decided_at",
    },
    "referrals.DangerCheck": {"P2 H": "referral signs", "PLUMBING": "id at version"},
    "referrals.Participant": {
        "P1": "name known_as pronouns born_on address postcode phone email may_leave_message"
        " phone_is_shared best_time search_name known_as_key phone_key email_key last_name_sound"
        " name_sounds",
        "PLUMBING": "id own_person person compared_at left_out",
    },
    "referrals.Person": {"PLUMBING": "id"},
    "referrals.PossibleMatch": {
        "P1": "first second score reasons by_hand answer",
        "PLUMBING": "id found_at",
    },
    "referrals.MatchDecision": {
        "P1": "first_id second_id before answer is_undo words",
        "STAFF": "by",
        "PLUMBING": "id number at",
    },
    "referrals.Question": {
        "P2": "referral whom text answer came_by",
        "STAFF": "asked_by answered_by",
        "PLUMBING": "id number asked_at answer_due_on answered_at read_at",
    },
    "referrals.Addition": {
        "P2": "referral kind words",
        "STAFF": "by",
        "PLUMBING": "id number at read_at",
    },
    "referrals.Referrer": {
        "P1": "own_reference",
        "STAFF": "account_id agency name job_title team email phone manager",
        "PLUMBING": "id",
    },
    "referrals.Referral": {
        "P1": "participant sort_name",
        "P2 H": "answers as_sent danger_level",
        "P2": "route pathway programme district attendance_basis wants_call needs_prompt_call"
        " is_restricted",
        "P4": "status ended_at ending_code review_on status_at set_aside_at turn_at holding_due_at",
        "STAFF": "referrer reviewer assigned_to assigned_at filled_in_by",
        "PLUMBING": "id reference envelope submitted_at due_on due_at contact_due_at place_due_at"
        " danger_version version",
    },
    "referrals.ClockResult": {"P4": "referral clock due_at at is_kept undone_at", "PLUMBING": "id"},
    "cohorts.SessionCheck": {
        "V9": "session_id enrolment_id state",
        "PLUMBING": "id sequence released_at",
    },
    "cohorts.RaisedConcern": {"C1": "enrolment raised_by raised_at", "PLUMBING": "id"},
    "cohorts.ConcernReceipt": {
        "C1": "concern_id state",
        "PLUMBING": "id sequence released_at",
    },
    "cohorts.Booking": {
        "P4": "kind resource_id session",
        "PLUMBING": "id starts_at ends_at",
    },
    "cohorts.Cohort": {
        "STAFF": "name programme_version district venue funding_period weekday start_time"
        " starts_on status cancelled_because announced_at",
        "PLUMBING": "id created_at",
    },
    "cohorts.Place": {"PLUMBING": "id cohort number"},
    "cohorts.Session": {
        "STAFF": "cohort number title starts_at ends_at status cancelled_because plan_number",
        # One-to-one sessions are booked for one participant.
        "P4": "enrolment is_catch_up",
        "PLUMBING": "id",
    },
    "cohorts.Enrolment": {
        "P4": "place referral started_at ended_at ending_code",
        "P6": "plan_note",
        "STAFF": "given_by",
        "PLUMBING": "id person",
    },
    "cohorts.Attendance": {
        "P4": "session enrolment mark reason",
        "STAFF": "by",
        "PLUMBING": "id number at",
    },
    "cohorts.Staffing": {"STAFF": "cohort user role starts_on ends_on", "PLUMBING": "id"},
    "cohorts.CohortUserObjectPermission": {
        "STAFF": "permission user content_object starts_on ends_on ended_at granted_by reason",
        "PLUMBING": "id",
    },
}
# Tables that came with a package: one class for all of their fields, and what stands in them.
PACKAGES = {
    "auth.Permission": "PLUMBING",
    "auth.Group": "PLUMBING",
    "auth.Group_permissions": "PLUMBING",
    "contenttypes.ContentType": "PLUMBING",
    "sessions.Session": "SECRET",
    "admin.LogEntry": "PLUMBING",  # empty for ever: nothing is written there
    "guardian.UserObjectPermission": "PLUMBING",  # empty: grants have a table of their own
    "guardian.GroupObjectPermission": "PLUMBING",
    "otp_totp.TOTPDevice": "SECRET",
    "otp_static.StaticDevice": "SECRET",
    "otp_static.StaticToken": "SECRET",
}
