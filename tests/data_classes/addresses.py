"""Whose data each address may show; a page that shows more fails the test that opens it.

The codes are those of classes.py. Who may open an address stands in tests/every_url.py.
"""

from tests.every_url import CATALOGUE, TRIAGE_PAGES

NOTHING = """
    healthz readyz metrics far_metrics home leave sign_in sign_in_code sign_in_set_up join sign_out account
    account_password account_confirm account_stay account_typed account_codes
    account_end_sessions landing programmes:list
    programmes:detail roll_out stories about how_to_refer taking_part safety privacy
    privacy_support accessibility cookies programmes:paper brochure referrals:refer
    referrals:call_back_sent referrals:self_start referrals:self_sent referrals:self_help
    referrals:caller_start referrals:caller_sent referrals:caller_help
    referrals:agency_start referrals:agency_sent referrals:agency_help referrals:summary
    referrals:summary_export cohorts:list cohorts:new cohorts:access cohorts:end_access
    cohorts:announce admin:login admin:logout admin:password_change
    admin:password_change_done admin:jsi18n admin:app_list admin:audit_auditevent_add
    admin:audit_errorreport_changelist admin:audit_errorreport_add admin:audit_errorreport_change
    admin:outbox_outgoingmessage_add admin:accounts_agency_changelist
    admin:accounts_agency_add admin:accounts_agency_change admin:accounts_user_changelist
    admin:accounts_user_add admin:accounts_user_change admin:accounts_user_access
    admin:cohorts_cohort_changelist admin:cohorts_cohort_add admin:cohorts_cohort_change
    safeguarding:sign_in safeguarding:sign_in_code safeguarding:sign_in_set_up
    safeguarding:join safeguarding:confirm safeguarding:account safeguarding:end_own_sessions
    safeguarding:end_sessions safeguarding:deactivate safeguarding:activate
    safeguarding:sign_out safeguarding:take
    safeguarding:add_named safeguarding:link_person safeguarding:verify_person safeguarding:join_people
    safeguarding:part_people
    safeguarding:confirm_contact safeguarding:retire_contact safeguarding:end_apart
    safeguarding:end_cover safeguarding:decide_unsent
    safeguarding:stay safeguarding:typed safeguarding:decide_opening safeguarding:end_exclusion
    admin:programmes_programmeversion_publish admin:programmes_programmeversion_draft
    admin:referrals_referral_bursts admin:referrals_referral_take admin:referrals_referral_export
    admin:referrals_referral_team admin:referrals_referral_triage admin:referrals_referral_releases
    admin:referrals_referral_read_answer admin:referrals_referral_read_addition
"""
SOMETHING = {
    # What the user has just typed into a form.
    "P1 P2 H": "referrals:self_page referrals:self_check referrals:agency_page"
    " referrals:agency_check referrals:caller_page referrals:caller_check",
    "CB": "referrals:call_back referrals:caller admin:referrals_callback_changelist"
    " admin:referrals_callback_change admin:referrals_callback_add"
    " admin:referrals_callback_attempt admin:referrals_callback_link",
    "REF": "admin:referrals_possiblematch_undo admin:referrals_possiblematch_beside"
    " referrals:own_more referrals:own_review referrals:own_withdraw referrals:own_note"
    " admin:outbox_outgoingmessage_changelist admin:outbox_outgoingmessage_change"
    " admin:outbox_outgoingmessage_release"
    " admin:outbox_outgoingmessage_decide",
    "P1": "admin:referrals_possiblematch_changelist cohorts:complete cohorts:remove"
    " cohorts:give_up cohorts:concern cohorts:note"
    " cohorts:letter cohorts:suspend cohorts:resume cohorts:cancel cohorts:cancel_session"
    " cohorts:allocate cohorts:book cohorts:move_session safeguarding:checks safeguarding:check",
    # The agency's own reference, and the initials.
    "P1 REF": "referrals:your_referrals referrals:own_reference cohorts:place admin:referrals_referral_calls"
    " admin:referrals_referral_call admin:referrals_referral_changelist admin:referrals_referral_note"
    " admin:referrals_referral_letter admin:referrals_referral_review-letter"
    " admin:referrals_complaint_letter"
    " admin:referrals_referral_ask admin:referrals_referral_answer"
    " admin:referrals_referral_off-hold"
    " admin:referrals_referral_correct admin:referrals_referral_named"
    " admin:referrals_referral_name admin:referrals_referral_unname"
    " admin:referrals_referral_hand_over admin:referrals_referral_jump"
    " admin:referrals_referral_chosen admin:referrals_referral_task_add",
    "P1 P2 P4 REF": "admin:referrals_referral_set_aside admin:referrals_referral_held"
    " admin:referrals_referral_unassigned",
    "P1 P2 P4 REF V9": " ".join(
        (
            "admin:referrals_referral_change",
            *(f"admin:referrals_referral_triage{page}" for page in TRIAGE_PAGES if page),
        )
    ),
    # Next to the form stand the open signs of danger. An agency reads again what it sent.
    # The first page lists what is urgent, and tasks in their words.
    "P1 P2 REF": "admin:index admin:referrals_referral_amendments admin:referrals_referral_amend"
    " admin:referrals_referral_redact admin:referrals_referral_redaction"
    " admin:referrals_referral_tasks admin:cohorts_cohort_waiting"
    " admin:referrals_referral_task_change admin:referrals_referral_task_done"
    " referrals:own_referral referrals:own_answer admin:referrals_referral_received"
    " admin:referrals_referral_burst admin:referrals_referral_aside"
    " admin:referrals_referral_contact admin:referrals_referral_accept"
    " admin:referrals_referral_decline admin:referrals_referral_withdraw admin:referrals_referral_hold",
    "P4 REF": "admin:referrals_decisionreview_changelist admin:referrals_complaint_changelist",
    "P1 P4 REF": "admin:referrals_referral_review admin:referrals_decisionreview_change"
    " admin:referrals_referral_complaint admin:referrals_complaint_change"
    " admin:referrals_decisionreview_assign admin:referrals_decisionreview_settle "
    "admin:referrals_possiblematch_change admin:referrals_possiblematch_by_hand",
    "P1 P4": "cohorts:correct_mark cohorts:grid",
    "P1 P6": "cohorts:plan_note",
    "P1 P6 C1": "cohorts:detail",
    "P1 V9": "cohorts:register",
    "AUD2": "safeguarding:cover",
    # When a concern was raised, and by which account.
    "AUD1 C1": "admin:audit_auditevent_export",
    "AUD1 C1 REF": "admin:audit_auditevent_changelist admin:audit_auditevent_change",
    "V0": "safeguarding:unsent",
    "V0 REF": "safeguarding:cases safeguarding:give"
    " safeguarding:card safeguarding:apart safeguarding:search safeguarding:exclude",
    "V0 REF V1": "safeguarding:add_contact safeguarding:add_person"
    " safeguarding:person safeguarding:whose_contact safeguarding:whose_note",
    "V0 REF V1 V2": "safeguarding:add_note",
    # Why a message was sent early, or nobody is to be told.
    "V0 REF V6": "safeguarding:worklist safeguarding:alert",
    "V0 REF V1 V6": "safeguarding:release safeguarding:not_told safeguarding:close",
    "V0 REF AUD2": "safeguarding:looks safeguarding:openings",
    "C1 C2": "safeguarding:concern",
    "C1 C2 P1 REF V0 V1 V13 V2 V4 V6 V9 X1": "safeguarding:case",
}
SHOWS = (
    dict.fromkeys(NOTHING.split(), frozenset())
    | {
        f"admin:programmes_{model}_{page}": frozenset()
        for model in CATALOGUE
        for page in ("changelist", "change", "add")
    }
    | {
        name: frozenset(codes.split())
        for codes, names in SOMETHING.items()
        for name in names.split()
    }
)


def undeclared_data(known: set[str]) -> list[str]:
    """Return a sentence for each of the `known` names without a line here, and each line too many."""
    return [
        f"{name} has no class of data: say in tests/data_classes/addresses.py whose data it shows,"
        f" or put it under NOTHING."
        for name in sorted(known - set(SHOWS))
    ] + [
        f"{name} is gone: take it out of tests/data_classes/addresses.py."
        for name in sorted(set(SHOWS) - known)
    ]
