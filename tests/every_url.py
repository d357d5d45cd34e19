"""The table of every address of the service: who may open it.

A new address needs a line here: PUBLIC, SIGNED_IN, LINK_WORKER, or the set of roles. What the table
means is tested in test_every_url_is_guarded.py.
"""

from django.urls import URLPattern, URLResolver, get_resolver

from referral_portal.accounts.roles import Role

PUBLIC = "public"
SIGNED_IN = "any account"
LINK_WORKER = "link worker"

ADMIN = frozenset({Role.COORDINATOR, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR})
DESK = frozenset({Role.COORDINATOR, Role.MANAGER})
TRIAGE = frozenset({Role.COORDINATOR})
AGENCY = frozenset({Role.AGENCY})
FIGURES = frozenset({Role.COMMISSIONER, Role.MANAGER, Role.AUDITOR})
DELIVERY = frozenset({Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR})
REGISTER = frozenset({Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR})
ENDING = frozenset({Role.MANAGER, Role.FACILITATOR})
BOOKING = frozenset({Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR})
MANAGER = frozenset({Role.MANAGER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
MESSAGES = frozenset({Role.COORDINATOR, Role.MANAGER, Role.AUDITOR})
NOBODY: frozenset[Role] = frozenset()
TRIAGE_PAGES = ("", *(f"_{page}" for page in (
    "one", "accept", "ask", "answer", "off-hold", "hold", "decline", "withdraw",
)))  # fmt: skip
CATALOGUE = (
    "district", "venue", "partner", "fundingperiod", "programme", "programmeversion", "story",
    "clockrule", "closure", "deskqualification",
)  # fmt: skip

TABLE: dict[str, str | frozenset] = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    # For monitoring, with a token; everyone else gets the answer of an address that is not there.
    "metrics": PUBLIC,
    "far_metrics": PUBLIC,
    "home": PUBLIC,
    "leave": PUBLIC,
    "sign_in": PUBLIC,
    "sign_in_code": PUBLIC,
    "sign_in_set_up": PUBLIC,
    "join": PUBLIC,
    "sign_out": SIGNED_IN,
    "account": SIGNED_IN,
    "account_password": SIGNED_IN,
    "account_confirm": SIGNED_IN,
    "account_stay": SIGNED_IN,
    "account_typed": SIGNED_IN,
    "account_codes": SIGNED_IN,
    "account_end_sessions": SIGNED_IN,
    "landing": SIGNED_IN,
    "programmes:list": PUBLIC,
    "programmes:detail": PUBLIC,
    "roll_out": PUBLIC,
    "stories": PUBLIC,
    "about": PUBLIC,
    "how_to_refer": PUBLIC,
    "taking_part": PUBLIC,
    "safety": PUBLIC,
    "privacy": PUBLIC,
    "privacy_support": PUBLIC,
    "accessibility": PUBLIC,
    "cookies": PUBLIC,
    "programmes:paper": PUBLIC,
    "brochure": PUBLIC,
    "referrals:refer": PUBLIC,
    "referrals:call_back": PUBLIC,
    "referrals:call_back_sent": PUBLIC,
    "referrals:self_start": PUBLIC,
    "referrals:self_check": PUBLIC,
    "referrals:self_sent": PUBLIC,
    "referrals:self_help": PUBLIC,
    "referrals:self_page": PUBLIC,
    "referrals:agency_start": AGENCY,
    "referrals:agency_check": AGENCY,
    "referrals:agency_sent": AGENCY,
    "referrals:agency_help": AGENCY,
    "referrals:agency_page": AGENCY,
    "referrals:caller": TRIAGE,
    "referrals:caller_start": TRIAGE,
    "referrals:caller_check": TRIAGE,
    "referrals:caller_sent": TRIAGE,
    "referrals:caller_help": TRIAGE,
    "referrals:caller_page": TRIAGE,
    "referrals:your_referrals": AGENCY,
    "referrals:own_referral": AGENCY,
    "referrals:own_answer": AGENCY,
    "referrals:own_more": AGENCY,
    "referrals:own_withdraw": AGENCY,
    "referrals:own_reference": AGENCY,
    "referrals:own_review": AGENCY,
    "referrals:own_note": AGENCY,
    "referrals:summary": FIGURES,
    "referrals:summary_export": FIGURES,
    "cohorts:list": DELIVERY,
    "cohorts:new": MANAGER,
    "cohorts:detail": DELIVERY,
    "cohorts:grid": DELIVERY,
    "cohorts:access": MANAGER,
    "cohorts:end_access": MANAGER,
    "cohorts:announce": MANAGER,
    "cohorts:allocate": DESK,
    "cohorts:place": DESK,
    "cohorts:register": REGISTER,
    "cohorts:correct_mark": REGISTER,
    "cohorts:complete": ENDING,
    "cohorts:remove": ENDING,
    "cohorts:give_up": DESK,
    "cohorts:concern": DELIVERY,
    "cohorts:note": DELIVERY,
    "cohorts:plan_note": ENDING,
    "cohorts:letter": DESK,
    "cohorts:suspend": ENDING,
    "cohorts:resume": ENDING,
    "cohorts:cancel": MANAGER,
    "cohorts:cancel_session": ENDING,
    "cohorts:book": BOOKING,
    "cohorts:move_session": BOOKING,
    "admin:login": PUBLIC,
    "admin:index": ADMIN,
    "admin:logout": ADMIN,
    "admin:password_change": ADMIN,
    "admin:password_change_done": ADMIN,
    "admin:jsi18n": ADMIN,
    "admin:app_list": ADMIN,
    "admin:audit_auditevent_changelist": frozenset({Role.AUDITOR}),
    "admin:audit_auditevent_export": frozenset({Role.AUDITOR}),
    "admin:audit_auditevent_add": NOBODY,
    "admin:audit_auditevent_change": frozenset({Role.AUDITOR}),
    "admin:audit_errorreport_changelist": frozenset({Role.ADMINISTRATOR}),
    "admin:audit_errorreport_add": NOBODY,
    "admin:audit_errorreport_change": frozenset({Role.ADMINISTRATOR}),
    "admin:outbox_outgoingmessage_changelist": MESSAGES,
    "admin:outbox_outgoingmessage_add": NOBODY,
    "admin:outbox_outgoingmessage_change": MESSAGES,
    "admin:outbox_outgoingmessage_release": MANAGER,
    "admin:outbox_outgoingmessage_decide": DESK,
    "admin:accounts_agency_changelist": ADMINISTRATOR,
    "admin:accounts_agency_add": ADMINISTRATOR,
    "admin:accounts_agency_change": ADMINISTRATOR,
    "admin:accounts_user_changelist": ADMINISTRATOR,
    "admin:accounts_user_add": ADMINISTRATOR,
    "admin:accounts_user_change": ADMINISTRATOR,
    "admin:accounts_user_access": ADMINISTRATOR,
    "admin:programmes_programmeversion_publish": ADMINISTRATOR,
    "admin:programmes_programmeversion_draft": ADMINISTRATOR,
    "admin:referrals_referral_changelist": DESK,
    "admin:referrals_referral_change": DESK,
    "admin:referrals_referral_contact": DESK,
    "admin:referrals_referral_releases": DESK,
    "admin:referrals_referral_note": DESK,
    "admin:referrals_referral_amendments": DESK,
    "admin:referrals_referral_amend": DESK,
    "admin:referrals_referral_redact": DESK,
    "admin:referrals_referral_redaction": MANAGER,
    "admin:referrals_referral_tasks": DESK,
    "admin:referrals_referral_task_add": DESK,
    "admin:referrals_referral_task_change": DESK,
    "admin:referrals_referral_task_done": DESK,
    "admin:referrals_referral_calls": DESK,
    "admin:referrals_referral_received": DESK,
    "admin:referrals_referral_read_answer": TRIAGE,
    "admin:referrals_referral_read_addition": TRIAGE,
    "admin:referrals_referral_bursts": DESK,
    "admin:referrals_referral_burst": DESK,
    "admin:referrals_referral_aside": DESK,
    "admin:referrals_referral_set_aside": DESK,
    "admin:referrals_referral_jump": DESK,
    "admin:referrals_referral_chosen": DESK,
    "admin:referrals_referral_export": DESK,
    "admin:referrals_referral_named": DESK,
    "admin:referrals_referral_name": MANAGER,
    "admin:referrals_referral_unname": MANAGER,
    "admin:referrals_referral_hand_over": DESK,
    "admin:referrals_referral_take": TRIAGE,
    "admin:referrals_referral_team": DESK,
    "admin:referrals_referral_unassigned": DESK,
    "admin:referrals_referral_held": DESK,
    "admin:referrals_referral_call": DESK,
    "admin:referrals_referral_letter": DESK,
    "admin:referrals_referral_accept": TRIAGE,
    "admin:referrals_referral_ask": TRIAGE,
    "admin:referrals_referral_answer": TRIAGE,
    "admin:referrals_referral_decline": TRIAGE,
    "admin:referrals_referral_withdraw": TRIAGE,
    "admin:referrals_callback_changelist": DESK,
    "admin:referrals_callback_add": TRIAGE,
    "admin:referrals_callback_change": DESK,
    "admin:referrals_callback_attempt": DESK,
    "admin:referrals_callback_link": TRIAGE,
    "admin:referrals_referral_review": DESK,
    "admin:referrals_referral_review-letter": DESK,
    "admin:referrals_referral_complaint": DESK,
    "admin:referrals_complaint_changelist": MANAGER,
    "admin:referrals_complaint_change": MANAGER,
    "admin:referrals_complaint_letter": MANAGER,
    "admin:referrals_decisionreview_changelist": DESK,
    "admin:referrals_decisionreview_change": DESK,
    "admin:referrals_decisionreview_assign": DESK,
    "admin:referrals_decisionreview_settle": DESK,
    **{
        f"admin:referrals_possiblematch_{page}": DESK
        for page in ("changelist", "change", "undo", "beside", "by_hand")
    },
    "admin:referrals_referral_hold": TRIAGE,
    "admin:referrals_referral_off-hold": TRIAGE,
    "admin:referrals_referral_correct": DESK,
    **{f"admin:referrals_referral_triage{page}": TRIAGE for page in TRIAGE_PAGES},
    "admin:cohorts_cohort_changelist": DESK,
    "admin:cohorts_cohort_waiting": DESK,
    "admin:cohorts_cohort_add": NOBODY,
    "admin:cohorts_cohort_change": DESK,
    **{f"admin:programmes_{model}_changelist": ADMIN for model in CATALOGUE},
    **{f"admin:programmes_{model}_change": ADMIN for model in CATALOGUE},
    **{f"admin:programmes_{model}_add": ADMINISTRATOR for model in CATALOGUE},
    "safeguarding:sign_in": PUBLIC,
    "safeguarding:worklist": LINK_WORKER,
    "safeguarding:sign_in_code": LINK_WORKER,
    "safeguarding:sign_in_set_up": LINK_WORKER,
    "safeguarding:join": LINK_WORKER,
    "safeguarding:confirm": LINK_WORKER,
    "safeguarding:account": LINK_WORKER,
    "safeguarding:stay": LINK_WORKER,
    "safeguarding:typed": LINK_WORKER,
    "safeguarding:end_own_sessions": LINK_WORKER,
    "safeguarding:end_sessions": LINK_WORKER,
    "safeguarding:cover": LINK_WORKER,
    "safeguarding:unsent": LINK_WORKER,
    "safeguarding:decide_unsent": LINK_WORKER,
    "safeguarding:end_cover": LINK_WORKER,
    "safeguarding:deactivate": LINK_WORKER,
    "safeguarding:activate": LINK_WORKER,
    "safeguarding:sign_out": LINK_WORKER,
    "safeguarding:cases": LINK_WORKER,
    "safeguarding:checks": LINK_WORKER,
    "safeguarding:check": LINK_WORKER,
    "safeguarding:case": LINK_WORKER,
    "safeguarding:openings": LINK_WORKER,
    "safeguarding:decide_opening": LINK_WORKER,
    "safeguarding:exclude": LINK_WORKER,
    "safeguarding:end_exclusion": LINK_WORKER,
    "safeguarding:search": LINK_WORKER,
    "safeguarding:looks": LINK_WORKER,
    "safeguarding:take": LINK_WORKER,
    "safeguarding:close": LINK_WORKER,
    "safeguarding:give": LINK_WORKER,
    "safeguarding:add_contact": LINK_WORKER,
    "safeguarding:add_person": LINK_WORKER,
    "safeguarding:add_named": LINK_WORKER,
    "safeguarding:link_person": LINK_WORKER,
    "safeguarding:person": LINK_WORKER,
    "safeguarding:verify_person": LINK_WORKER,
    "safeguarding:not_told": LINK_WORKER,
    "safeguarding:join_people": LINK_WORKER,
    "safeguarding:part_people": LINK_WORKER,
    "safeguarding:whose_contact": LINK_WORKER,
    "safeguarding:whose_note": LINK_WORKER,
    "safeguarding:confirm_contact": LINK_WORKER,
    "safeguarding:retire_contact": LINK_WORKER,
    "safeguarding:add_note": LINK_WORKER,
    "safeguarding:release": LINK_WORKER,
    "safeguarding:alert": LINK_WORKER,
    "safeguarding:concern": LINK_WORKER,
    "safeguarding:card": LINK_WORKER,
    "safeguarding:apart": LINK_WORKER,
    "safeguarding:end_apart": LINK_WORKER,
}
# The admin's last pattern answers 404 or adds a slash; it has no name.
UNNAMED = {"admin:"}


def addresses(resolver: URLResolver | None = None, namespaces: tuple[str, ...] = ()):
    """Yield (name with namespace, pattern) of every address in the resolver."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name or "")), entry.pattern


def undeclared(known: set[str]) -> list[str]:
    """Return a sentence for each of the `known` names that has no line, and each line too many."""
    return [
        f"{name} is new: say in tests/every_url.py who may open it (PUBLIC, SIGNED_IN, LINK_WORKER or"
        f" the set of roles), and in tests/data_classes/addresses.py whose data it shows."
        for name in sorted(known - set(TABLE))
    ] + [f"{name} is gone: take it out of tests/every_url.py." for name in set(TABLE) - known]
