"""Compares a referral with the criteria of each programme and gives the reasons in words.

Pure: no database and no Django. The rules come from the scheme's published referral criteria (Kent
& Medway, 2021) and the district programme's announcement (December 2016). The coordinator reads the
result and decides; participants never see it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from referrals.facts import (
    Answer,
    Assessment,
    Basis,
    Behaviour,
    Criterion,
    CriterionResult,
    Facts,
    Fit,
    Managed,
    Order,
    Outcome,
    ProgrammeCriteria,
    ProgrammeFit,
    Responsibility,
)

SENTENCES = frozenset(
    {Order.CUSTODY, Order.COMMUNITY_ORDER, Order.SUSPENDED_SENTENCE, Order.LICENCE}
)
UNANSWERED_ORDERS = frozenset({Order.BY_PHONE, Order.UNKNOWN})
ORDER_WORDS = {
    Order.CUSTODY: "in custody",
    Order.COMMUNITY_ORDER: "on a community order",
    Order.SUSPENDED_SENTENCE: "on a suspended sentence order",
    Order.LICENCE: "on licence",
}
# By the values of the catalogue's Pathway, which a pure module may not import.
ABOUT = {"stalking": "stalking", "domestic_abuse": "domestic abuse"}
SIGNS = {"stalking": Behaviour.STALKING, "domestic_abuse": Behaviour.PARTNER_ABUSE}
CAUTION = {Outcome.MET: 0, Outcome.NEEDS_CONVERSATION: 1, Outcome.NOT_MET: 2}


@dataclass(slots=True)
class _Findings:
    """The reasons for a programme, the open questions, and the reasons against it."""

    good: list[str] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome, reason: str) -> None:
        lists = {
            Outcome.MET: self.good,
            Outcome.NEEDS_CONVERSATION: self.talk,
            Outcome.NOT_MET: self.against,
        }
        lists[outcome].append(reason)

    def verdict(self) -> tuple[Fit, tuple[str, ...]]:
        if self.against:
            return Fit.NO, tuple(self.against + self.talk)
        if self.talk:
            return Fit.TALK, tuple(self.talk)
        return Fit.YES, tuple(self.good)


def assess(*, facts: Facts, programmes: Sequence[ProgrammeCriteria], on: date) -> Assessment:
    """Compare the facts with every programme on the date `on`.

    `criteria` of the result lists each criterion of the programmes on the referral's pathway once,
    or of all programmes if none is on it. Where programmes differ, it holds the more cautious
    result; each programme keeps its own.
    """
    fits = tuple(_fit(facts, programme, on) for programme in programmes)
    relevant = [
        fit
        for fit, programme in zip(fits, programmes, strict=True)
        if programme.pathway == facts.pathway
    ] or fits
    by_code: dict[str, CriterionResult] = {}
    for result in (result for fit in relevant for result in fit.criteria):
        known = by_code.get(result.code)
        if known is None or CAUTION[result.outcome] > CAUTION[known.outcome]:
            by_code[result.code] = result
    return Assessment(criteria=tuple(by_code.values()), programmes=fits)


def _fit(facts: Facts, programme: ProgrammeCriteria, on: date) -> ProgrammeFit:
    results = tuple(
        CriterionResult(code, *RULES.get(code, _no_rule)(facts, programme, on))
        for code in dict.fromkeys(programme.criteria)
    )
    findings = _Findings()
    findings.add(*_pathway(facts, programme))
    findings.add(*_adult(facts))
    if programme.men_only or programme.for_heterosexual_relationships:
        findings.add(*_whom_the_group_is_for(facts, programme))
    if programme.is_group:
        findings.add(*_talking_in_a_group(facts))
    for result in results:
        findings.add(result.outcome, result.reason)
    fits, reasons = findings.verdict()
    return ProgrammeFit(code=programme.code, fits=fits, reasons=reasons, criteria=results)


def about_the_group(facts: Facts, programme: ProgrammeCriteria) -> tuple[str, ...]:
    """Return the questions to ask before a place in a group: whom it is for, and talking in it."""
    findings = []
    if programme.men_only or programme.for_heterosexual_relationships:
        findings.append(_whom_the_group_is_for(facts, programme))
    if programme.is_group:
        findings.append(_talking_in_a_group(facts))
    return tuple(reason for outcome, reason in findings if outcome is not MET)


# --- the criteria -------------------------------------------------------------------------------

Finding = tuple[Outcome, str]
MET, TALK, NOT_MET = Outcome.MET, Outcome.NEEDS_CONVERSATION, Outcome.NOT_MET


def _responsibility(facts: Facts, programme: ProgrammeCriteria, on: date) -> Finding:
    accepts = facts.accepts_responsibility
    if accepts is Responsibility.BY_PHONE:
        return TALK, "Would rather talk about responsibility on the phone."
    if accepts is Responsibility.UNKNOWN:
        return TALK, "We do not know yet whether the participant accepts any responsibility."
    if accepts is Responsibility.YES:
        return MET, "Accepts responsibility."
    if accepts is Responsibility.PARTLY:
        return MET, "Accepts some responsibility, which is enough."
    if facts.sees_need_to_change:
        return MET, "Sees the need to approach a relationship in a better way, which is enough."
    if accepts is Responsibility.NO and facts.sees_need_to_change is False:
        return NOT_MET, (
            "Accepts no responsibility and sees no need to change. "
            "An early conversation about motivation may help more than a refusal."
        )
    return TALK, "Not sure about responsibility. Ask what they would like to do differently."


def _managed(
    state: Managed, *, what: str, met: dict[Managed, str], not_managed: str
) -> tuple[Outcome, str]:
    if state in met:
        return MET, met[state]
    if state is Managed.NOT_MANAGED:
        return NOT_MET, not_managed
    if state is Managed.BY_PHONE:
        return TALK, f"Would rather talk about {what} on the phone."
    return TALK, f"We do not know yet about {what}."


def _substance(facts: Facts, programme: ProgrammeCriteria, on: date) -> Finding:
    return _managed(
        facts.substance,
        what="drink or drugs",
        met={
            Managed.NONE: "No difficulty with drink or drugs.",
            Managed.MANAGEABLE: "Drink or drugs are managed or can be.",
            Managed.GETTING_HELP: "Is getting help with drink or drugs.",
        },
        not_managed="Drink or drugs are not managed now. Ask what help would make it possible.",
    )


def _mental_health(facts: Facts, programme: ProgrammeCriteria, on: date) -> Finding:
    return _managed(
        facts.mental_health,
        what="mental health",
        met={
            Managed.NONE: "No difficulty with mental health.",
            Managed.MANAGEABLE: "Mental health is managed or can be.",
            Managed.GETTING_HELP: "Is getting help with mental health.",
        },
        not_managed="Mental health is not managed now. Ask what help would make it possible.",
    )


def _sharing(facts: Facts, programme: ProgrammeCriteria, on: date) -> Finding:
    team = _listed(programme.core_team) or "the core team"
    if facts.agrees_to_sharing is Answer.YES:
        return MET, f"Agrees that {team} may share information."
    if facts.agrees_to_sharing is Answer.NO:
        return NOT_MET, f"Does not agree that {team} may share information."
    return TALK, f"We do not have a clear agreement that {team} may share information."


def _order(facts: Facts, programme: ProgrammeCriteria, on: date) -> Finding:
    """Check for a custodial or community order, now or likely within the programme's weeks.

    Stalking Protection Orders and other civil orders are not sentences and do not count.
    """
    serving = [order for order in SENTENCES if order in facts.orders_now]
    words = _listed(sorted(ORDER_WORDS[order] for order in serving))
    if Order.CUSTODY in serving or (serving and not programme.accepts_mandated):
        return NOT_MET, f"Is {words} now."
    expected = _sentence_expected(facts, programme, on)
    unclear = bool(facts.orders_now & UNANSWERED_ORDERS)
    if programme.accepts_mandated and expected[0] is NOT_MET:
        expected = TALK, f"{expected[1]} This programme takes men on an order, but not in custody."
    if expected[0] is NOT_MET:
        return expected
    if unclear:
        return TALK, "We do not know yet whether there is an order or a sentence now."
    if (
        not serving
        and not programme.accepts_mandated
        and facts.attendance_basis is Basis.COURT_REQUIREMENT
    ):
        return TALK, "Says that a court requires attendance, but names no order. Ask which order."
    if expected[0] is TALK:
        return expected
    if serving:
        return MET, f"Is {words} now. This programme takes men who must attend."
    return MET, "Is not on a custodial or community order. " + expected[1]


def _sentence_expected(facts: Facts, programme: ProgrammeCriteria, on: date) -> Finding:
    weeks = programme.wait_weeks
    day = facts.expected_sentence_on
    if day is not None and day < on:
        return TALK, "The date given for a sentence has passed. Ask what happened."
    if day is not None and day <= on + timedelta(weeks=weeks):
        return NOT_MET, f"Expects to be sentenced within {weeks} weeks."
    if facts.sentence_expected is Answer.NO:
        return MET, f"No sentence is expected within {weeks} weeks."
    if facts.sentence_expected is Answer.YES and day is None:
        return NOT_MET, f"Expects to be sentenced within {weeks} weeks."
    if facts.sentence_expected is Answer.YES:
        return TALK, f"Expects a sentence, on a date more than {weeks} weeks away. Check the date."
    return TALK, f"We do not know yet whether a sentence is likely within {weeks} weeks."


def _no_rule(facts: Facts, programme: ProgrammeCriteria, on: date) -> Finding:
    return TALK, "No rule checks this criterion. Ask about it."


RULES: dict[str, Callable[[Facts, ProgrammeCriteria, date], Finding]] = {
    Criterion.ACCEPTS_RESPONSIBILITY: _responsibility,
    Criterion.SUBSTANCE_MANAGED: _substance,
    Criterion.MENTAL_HEALTH_MANAGED: _mental_health,
    Criterion.AGREES_TO_SHARING: _sharing,
    Criterion.NOT_ON_ORDER: _order,
}


# --- conditions of a programme, not criteria of the scheme ---------------------------------------


def _pathway(facts: Facts, programme: ProgrammeCriteria) -> Finding:
    if programme.pathway == facts.pathway:
        return MET, f"{programme.name} is for this kind of behaviour."
    if SIGNS[programme.pathway] in facts.behaviours:
        return TALK, "Used the other form, but the answers describe this behaviour too."
    return NOT_MET, (
        f"{programme.name} is about {ABOUT[programme.pathway]}; "
        f"this referral is about {ABOUT[facts.pathway]}."
    )


def _adult(facts: Facts) -> Finding:
    if facts.is_adult:
        return MET, "Is 18 or over."
    if facts.is_adult is False:
        return NOT_MET, "Is under 18. These programmes are for adults."
    return TALK, "We do not know yet whether the participant is 18 or over."


def _whom_the_group_is_for(facts: Facts, programme: ProgrammeCriteria) -> Finding:
    answer = facts.harmed_woman_partner
    if answer is Answer.YES:
        return MET, "Is a man who has harmed a female partner. This group is for them."
    if answer is Answer.NO and programme.for_heterosexual_relationships:
        return (
            NOT_MET,
            "This group is for men who have harmed a female partner. A 1:1 programme may fit.",
        )
    if answer is Answer.NO:
        return TALK, "This group is for men. Ask who was harmed and which programme would fit."
    return TALK, "Ask whether they are a man who has harmed a female partner."


def _talking_in_a_group(facts: Facts) -> Finding:
    if facts.can_talk_in_group is Answer.YES:
        return MET, "Could talk about this in a group."
    if facts.can_talk_in_group is Answer.NO:
        return NOT_MET, "Could not talk about this in a group. A 1:1 programme may fit."
    return TALK, "Is not sure, or has not said, whether they could talk about this in a group."


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
