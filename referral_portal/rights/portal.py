"""The rights of each role in the portal's database.

A table that is not named here stops the deployment. Grant only what a process needs: an attacker
who takes a process over has the rights of its role. granting.py grants them.
"""

from django.conf import settings

from referral_portal.rights.declaring import (
    ADD,
    ADDED,
    EVERYTHING,
    FULL,
    KEPT,
    READ,
    Rights,
    Role,
)
from referrals.danger_signs import PENDING_FIELDS, SIGN_FIELDS

PORTAL = {
    # Only migrations and deployment commands write these.
    "contenttypes.ContentType": READ,
    "auth.Permission": READ,
    "auth.Group": READ,
    "auth.Group_permissions": READ,
    "guardian.UserObjectPermission": READ,
    "guardian.GroupObjectPermission": READ,
    "accounts.User_user_permissions": READ,
    # Signing in.
    "sessions.Session": FULL,
    "accounts.User": KEPT,
    "accounts.User_groups": FULL,
    "accounts.SignInTry": FULL,
    "referrals.FloodCount": FULL,
    # Rounds of the synthetic referral; the other side writes what comes back.
    "referrals.SyntheticRound": FULL,
    "referrals.SyntheticReturn": "rd",
    "accounts.Invitation": FULL,
    "accounts.TypedPage": FULL,
    "otp_totp.TOTPDevice": FULL,
    "otp_static.StaticDevice": FULL,
    "otp_static.StaticToken": FULL,
    "accounts.Agency": KEPT,
    # Pages that have made their change, for a day.
    "pages.UsedPage": FULL,
    # History grows and never changes.
    "audit.AuditEvent": ADDED,
    "admin.LogEntry": ADDED,
    "audit.ErrorReport": FULL,  # for some days
    "referrals.StatusChange": ADDED,
    "referrals.EligibilityCheck": ADDED,
    "referrals.DangerCheck": ADDED,
    "referrals.MatchDecision": ADDED,
    "referrals.ClosedSign": ADDED,
    "referrals.NamedUserChange": ADDED,
    "referrals.SetAsideChange": ADDED,
    "referrals.Assignment": ADDED,
    "referrals.Amendment": ADDED,  # but for words that a redaction takes out, see COLUMNS
    "referrals.EarlierContact": ADDED,
    "cohorts.RaisedConcern": ADDED,
    "cohorts.Attendance": ADDED,
    # The portal can neither read an envelope back nor delete it.
    "sealing.SealedEnvelope": ADD,
    # The other side writes these answers and the portal reads them. A manager's override also
    # writes a release.
    "referrals.ReleasedCard": READ,
    "referrals.KeepApart": READ,
    "cohorts.SessionCheck": READ,
    "cohorts.ConcernReceipt": READ,
    "outbox.MessageRelease": ADDED,
    "outbox.OutgoingMessage": KEPT,
    "outbox.Heartbeat": KEPT,  # only its own row, see ROWS
    "outbox.PortalTimeline": READ,  # the owner writes it, before any process starts
    # The catalogue.
    "programmes.District": KEPT,
    "programmes.Venue": KEPT,
    "programmes.ClockRule": KEPT,
    "programmes.Closure": KEPT,
    "programmes.Partner": KEPT,
    "programmes.FundingPeriod": KEPT,
    "programmes.Programme": KEPT,
    "programmes.ProgrammePartner": FULL,
    "programmes.DeskQualification": KEPT,
    "programmes.RollOut": FULL,
    "programmes.Story": FULL,
    "programmes.ProgrammeVersion": FULL,
    "programmes.SessionPlan": FULL,
    "programmes.EligibilityCriterion": FULL,
    # Referrals. Unsent forms and call-backs without a result are deleted after a time.
    "referrals.Draft": FULL,
    "referrals.CallBack": FULL,
    # A contact is never changed, and goes only with a call-back.
    "referrals.ContactLog": "rad",
    "referrals.NextTry": FULL,
    "referrals.RecentLook": FULL,  # for some minutes
    "referrals.Person": KEPT,  # locked before a place is given, which needs the right to update
    "referrals.DecisionReview": KEPT,
    "referrals.Complaint": KEPT,
    "referrals.ComplaintAbout": ADDED,
    "referrals.NamedUser": "rad",
    "referrals.Task": KEPT,
    "referrals.Participant": KEPT,
    "referrals.PossibleMatch": FULL,
    "referrals.Redaction": KEPT,
    "referrals.Question": KEPT,
    "referrals.Addition": KEPT,
    "referrals.Referrer": KEPT,
    "referrals.Referral": KEPT,
    "referrals.ClockResult": KEPT,
    # Cohorts.
    "cohorts.Cohort": KEPT,
    "cohorts.Place": KEPT,
    "cohorts.Session": KEPT,
    "cohorts.Booking": FULL,
    "cohorts.Enrolment": KEPT,
    "cohorts.Staffing": FULL,
    "cohorts.CohortUserObjectPermission": FULL,
}

# What a redaction takes out of an amendment; nothing else of it can be changed.
COLUMNS = {"referrals.Amendment": {"w": ("old", "new", "reason", "is_redacted")}}

# What the reader may see of a participant: name and contact details, the status of the referral, the
# attendance and the waiting messages; of the answers, those in EXTRACTS. No notes and no account.
VIEWS = {
    "accounts.Agency": ("id", "name"),
    "programmes.District": EVERYTHING,
    "programmes.Venue": ("id", "name", "district", "is_active"),
    "programmes.Programme": EVERYTHING,
    "programmes.ProgrammeVersion": ("id", "programme", "number", "name", "pathway", "mode"),
    "referrals.Participant": (
        "id", "person", "name", "known_as", "born_on", "phone", "email", "address", "postcode",
    ),
    "referrals.Referrer": ("id", "name", "agency"),
    "referrals.Referral": (
        "id", "reference", "route", "pathway", "status", "participant", "referrer", "envelope",
        "district", "programme", "submitted_at", "status_at", "ended_at", "ending_code",
    ),
    "referrals.StatusChange": (
        "id", "referral", "number", "verb", "from_status", "to_status", "code", "duplicate_of", "at",
    ),
    # That the desk set a referral aside or brought it back, and nothing of why.
    "referrals.SetAsideChange": ("id", "referral", "is_set_aside", "at"),
    # That an answer was amended, how the participant could be reached before, and every sign of danger
    # that was found; nothing of the answers.
    "referrals.Amendment": ("id", "referral", "at"),
    "referrals.EarlierContact": ("id", "participant", "phone", "email", "address", "postcode"),
    "referrals.DangerCheck": ("id", "referral", "at", "signs"),
    # That two participants were joined or parted, and nothing of why.
    "referrals.MatchDecision": ("id", "first_id", "second_id"),
    "cohorts.Cohort": (
        "id", "name", "programme_version", "district", "venue", "weekday", "start_time",
        "starts_on", "status",
    ),
    "cohorts.Place": EVERYTHING,
    "cohorts.Session": (
        "id", "cohort", "number", "plan_number", "title", "enrolment", "is_catch_up", "starts_at",
        "ends_at", "status",
    ),
    "cohorts.Enrolment": ("id", "place", "referral", "started_at", "ended_at", "ending_code"),
    "cohorts.Attendance": ("id", "session", "enrolment", "number", "mark", "at"),
    "outbox.OutgoingMessage": (
        "id", "subject", "body", "status", "created_at", "due_at", "sent_at", "audience", "event",
        "referral_id", "attempts", "cancelled_because",
    ),
}  # fmt: skip
# Chosen answers and dates that show a danger, or what is pending; never words that anybody typed.
EXTRACTS = {"referrals.Referral": {"answers": (*SIGN_FIELDS, *PENDING_FIELDS)}}
# The opener must not delete a sealing key while a form may still need it.
KEPT_FOR_DRAFTS = {"referrals.Draft": ("sealing_key", "expires_at", "submitted_at")}

# Each process writes its own sign of life and reads all, so that none can hide another's silence.
SIGNS = {
    "own_row": (settings.PORTAL_ROLE, "name = 'beat'"),
    "far_row": (settings.READER_ROLE, "name IN ('copier', 'puller', 'checks')"),
    "opener_row": (settings.OPENER_ROLE, "name = 'opener'"),
}
ROWS = (
    "ALTER TABLE outbox_heartbeat ENABLE ROW LEVEL SECURITY",
    "DROP POLICY IF EXISTS read_all ON outbox_heartbeat",
    "CREATE POLICY read_all ON outbox_heartbeat FOR SELECT USING (true)",
    *(f"DROP POLICY IF EXISTS {name} ON outbox_heartbeat" for name in SIGNS),
    *(
        f"CREATE POLICY {name} ON outbox_heartbeat TO {role} USING ({rule})"
        for name, (role, rule) in SIGNS.items()
    ),
)

RIGHTS = Rights(
    roles=(
        Role(
            settings.PORTAL_ROLE,
            tables=PORTAL,
            columns=COLUMNS,
            # An index calls it for each name that is written. See docs/decisions/0074.
            functions=("name_fives(text)",),
            sees_migrations=True,
        ),
        Role(
            settings.READER_ROLE,
            tables={
                "referrals.ReleasedCard": ADDED,
                "referrals.KeepApart": ADDED,
                "cohorts.SessionCheck": ADDED,
                "cohorts.ConcernReceipt": ADDED,
                "outbox.MessageRelease": ADDED,
                "outbox.Heartbeat": KEPT,
                "referrals.SyntheticReturn": ADDED,
            },
            views=tuple(VIEWS),
        ),
        # It empties an envelope once it has stored the content, and gives its own sign of life.
        Role(
            settings.OPENER_ROLE,
            tables={
                "sealing.SealedEnvelope": READ,
                "outbox.Heartbeat": KEPT,
                "referrals.SyntheticRound": READ,
            },
            columns={"sealing.SealedEnvelope": {"w": ("blob", "opened_at")}},
            views=("referrals.Referral", *KEPT_FOR_DRAFTS),
        ),
    ),
    views=VIEWS | KEPT_FOR_DRAFTS,
    extracts=EXTRACTS,
    rows=ROWS,
)
