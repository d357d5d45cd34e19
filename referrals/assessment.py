"""Turns answers into facts, and stores how they compare with the current criteria.

The rules are in `eligibility`. The coordinator reads the result and decides; participants never see
it.
"""

import datetime as dt

from programmes.models import Partner, ProgrammeVersion
from referral_portal.common.dates import age_on, local_today
from referrals.eligibility import assess
from referrals.enums import AttendanceBasis
from referrals.facts import (
    Answer,
    Assessment,
    Basis,
    Behaviour,
    Facts,
    Managed,
    Order,
    ProgrammeCriteria,
    Responsibility,
)
from referrals.models import EligibilityCheck, Referral

ADULT = 18
BY_PHONE, MAYBE, NOT_KNOWN = "by_phone", "maybe", "not_known"
RESPONSIBILITY = {
    "yes": Responsibility.YES,
    "partly": Responsibility.PARTLY,
    "not_sure": Responsibility.NOT_SURE,
    "no": Responsibility.NO,
    BY_PHONE: Responsibility.BY_PHONE,
}
ANSWERS = {
    True: Answer.YES,
    False: Answer.NO,
    "yes": Answer.YES,
    "no": Answer.NO,
    MAYBE: Answer.MAYBE,
    BY_PHONE: Answer.BY_PHONE,
}
HELP = {
    "getting": Managed.GETTING_HELP,
    "would_take": Managed.MANAGEABLE,
    "waiting": Managed.MANAGEABLE,
    "own": Managed.MANAGEABLE,
    "none": Managed.NOT_MANAGED,
}
BASES = {
    AttendanceBasis.VOLUNTARY: Basis.VOLUNTARY,
    AttendanceBasis.STALKING_PROTECTION_ORDER: Basis.STALKING_PROTECTION_ORDER,
    AttendanceBasis.REHABILITATION_ACTIVITY: Basis.COURT_REQUIREMENT,
    AttendanceBasis.CAUTION: Basis.CAUTION,
    AttendanceBasis.SOCIAL_WORKER: Basis.SOCIAL_WORKER,
}
NO_BEHAVIOUR = {"none", BY_PHONE, "prefer_not", NOT_KNOWN}


def by_name(answers: dict[str, dict]) -> dict:
    """Return the answers of all pages by field name, which is unique across a form."""
    return {name: value for page in answers.values() for name, value in page.items()}


def facts_from(*, pathway: str, answers: dict[str, dict], on: dt.date) -> Facts:
    """Return the facts in the answers on the date `on`; facts that were not asked stay unknown."""
    given = by_name(answers)
    born = given.get("born_on")
    return Facts(
        pathway=pathway,
        accepts_responsibility=RESPONSIBILITY.get(given.get("accepts"), Responsibility.UNKNOWN),
        sees_need_to_change={"yes": True, "no": False}.get(given.get("sees_need")),
        substance=_managed(given.get("drink"), given.get("drink_help")),
        mental_health=_mental_health(given),
        agrees_to_sharing=ANSWERS.get(given.get("agrees_sharing"), Answer.UNKNOWN),
        orders_now=_orders(given),
        sentence_expected=ANSWERS.get(given.get("sentence_expected"), Answer.UNKNOWN),
        expected_sentence_on=_date(given.get("sentence_on")),
        attendance_basis=BASES.get(given.get("attendance_basis"), Basis.UNKNOWN),
        is_adult=age_on(_date(born), on) >= ADULT if born else None,
        harmed_woman_partner=ANSWERS.get(given.get("woman_partner"), Answer.UNKNOWN),
        can_talk_in_group=ANSWERS.get(given.get("in_group"), Answer.UNKNOWN),
        behaviours=_behaviours(given),
    )


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _managed(difficulty: str | None, support: str | None) -> Managed:
    if difficulty == "no":
        return Managed.NONE
    if difficulty == BY_PHONE:
        return Managed.BY_PHONE
    return HELP.get(support, Managed.UNKNOWN) if difficulty == "yes" else Managed.UNKNOWN


def _mental_health(given: dict) -> Managed:
    """Return the state as for drink and drugs; a recent crisis without support is not managed."""
    state = _managed(given.get("mind"), given.get("mind_help"))
    if state is not Managed.MANAGEABLE:
        return state
    crises = {True: Managed.NOT_MANAGED, MAYBE: Managed.UNKNOWN}
    return crises.get(given.get("mind_crisis"), state)


def _orders(given: dict) -> frozenset[Order]:
    if "sentence" not in given:
        return frozenset({Order.UNKNOWN})
    orders = {
        Order.UNKNOWN if code == NOT_KNOWN else Order(code)
        for code in given["sentence"]
        if code != "none"
    }
    civil = set(given.get("civil_orders") or ())
    if "spo" in civil:
        orders.add(Order.STALKING_PROTECTION_ORDER)
    if civil - {"spo"}:
        orders.add(Order.OTHER_CIVIL)
    return frozenset(orders)


def _behaviours(given: dict) -> frozenset[Behaviour]:
    found = set()
    if set(given.get("behaviours") or ()) - NO_BEHAVIOUR:
        found.add(Behaviour.PARTNER_ABUSE)
    if set(given.get("stalking") or ()) - {NOT_KNOWN} or given.get("thinking") == "yes":
        found.add(Behaviour.STALKING)
    return frozenset(found)


def programmes_in_force() -> tuple[list[ProgrammeCriteria], dict[str, int]]:
    """Return the criteria of every programme on offer, and its version number by code."""
    core_team = tuple(
        Partner.objects.filter(is_core_team=True)
        .order_by("position", "name")
        .values_list("name", flat=True)
    )
    versions = ProgrammeVersion.objects.current().in_catalogue_order().prefetch_related("criteria")
    programmes, numbers = [], {}
    for version in versions:
        code = version.programme.code
        numbers[code] = version.number
        programmes.append(
            ProgrammeCriteria(
                code=code,
                name=version.name,
                pathway=version.pathway,
                criteria=tuple(criterion.code for criterion in version.criteria.all()),
                is_group=version.is_group,
                men_only=version.men_only,
                for_heterosexual_relationships=version.for_heterosexual_relationships,
                accepts_mandated=version.accepts_mandated,
                wait_weeks=version.referral_wait_weeks,
                core_team=core_team,
            )
        )
    return programmes, numbers


def record_assessment(*, referral: Referral, now: dt.datetime) -> EligibilityCheck:
    """Compare the referral's answers with the current criteria and store the result."""
    today = local_today(now)
    programmes, versions = programmes_in_force()
    facts = facts_from(pathway=referral.pathway, answers=referral.answers, on=today)
    result = assess(facts=facts, programmes=programmes, on=today)
    names = {programme.code: programme.name for programme in programmes}
    return EligibilityCheck.objects.create(
        referral=referral,
        at=now,
        criteria=_criteria(result),
        programmes=[
            {
                "code": fit.code,
                "name": names[fit.code],
                "fits": fit.fits.value,
                "reasons": list(fit.reasons),
            }
            for fit in result.programmes
        ],
        versions=versions,
    )


def _criteria(result: Assessment) -> list[dict]:
    return [
        {"code": one.code, "outcome": one.outcome.value, "reason": one.reason}
        for one in result.criteria
    ]
