"""Find the places that break a rule to keep a participant away from a person, cohort or venue.

The portal must not list or explain these rules. A rule names referrals, and holds for the persons
behind them and for every person that safety takes as one with them: another form about a participant
is no way around it. Where two rules concern the same referral and target, the newer applies. Rules
are separate where they name different referrals, even of one person, and where they name the same two
the other way round: ending one leaves the other in force.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, UUIDField

from cohorts.models import Cohort, Enrolment
from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referrals.enums import PERHAPS_ONE
from referrals.identity import taken_as_one
from referrals.models import KeepApart, PossibleMatch, Referral

AsOne = Mapping[uuid.UUID, frozenset[uuid.UUID]]


class Rule(NamedTuple):
    """One rule, with the persons behind the referrals that it names."""

    referral_id: uuid.UUID
    other_referral_id: uuid.UUID | None
    cohort_id: uuid.UUID | None
    venue_id: int | None
    ends: bool
    person: uuid.UUID
    other_person: uuid.UUID | None


@dataclass(frozen=True)
class PlaceInQuestion:
    """A place that could not be given today."""

    enrolment_id: uuid.UUID
    cohort_id: uuid.UUID


def is_kept_apart(referral: Referral, cohort: Cohort) -> bool:
    """Return whether a place in `cohort` would break a rule.

    Makes three queries, whatever applies.
    """
    return bool(kept_apart([referral], [cohort]))


def kept_apart(
    referrals: Sequence[Referral], cohorts: Sequence[Cohort]
) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Return the pairs of referral and cohort in which a place would break a rule.

    Makes three queries, whatever applies and however many are asked.
    """
    placed = set(_PLACED.read(cohorts=[one.pk for one in cohorts])) if cohorts else set()
    as_one = taken_as_one(
        {row.participant.person_id for row in referrals} | {person for _, person in placed}
    )
    beside: dict[uuid.UUID, set[uuid.UUID]] = {cohort.pk: set() for cohort in cohorts}
    for cohort_id, person in placed:
        beside[cohort_id] |= as_one[person]
    asked = {one for row in referrals for one in as_one[row.participant.person_id]}
    rules = _in_force(_RULES_NAMING.read(persons=asked)) if asked else []
    return {
        (row.pk, cohort.pk)
        for row in referrals
        for cohort in cohorts
        if any(
            _forbids(rule, as_one[row.participant.person_id], cohort, beside[cohort.pk])
            for rule in rules
        )
    }


def _forbids(rule: Rule, own: frozenset[uuid.UUID], cohort: Cohort, beside: set[uuid.UUID]) -> bool:
    """Return whether a rule keeps the persons `own` out of a cohort, in which `beside` have places."""
    return (
        (rule.person in own and rule.other_person in beside)
        or (rule.other_person in own and rule.person in beside)
        or (rule.person in own and _is_about(rule, cohort.pk, cohort.venue_id))
    )


def places_in_question(*, cohort_id: uuid.UUID | None = None) -> set[PlaceInQuestion]:
    """Return the places, of one cohort or of all, that could not be given today.

    Makes four queries. Returns both places of a pair, so that a coordinator decides who moves, and
    both places of two persons who may be one.
    """
    active = Enrolment.objects.active()
    asked = active.filter(place__cohort=cohort_id) if cohort_id else active
    rules = _in_force(
        _rules(KeepApart.objects.filter(referral_id__in=_of_or_near(asked)))
        if cohort_id
        else _RULES_ANYWHERE.read()
    )
    twice = set(_undecided_with_two_places(asked) if cohort_id else _TWICE_ANYWHERE.read())
    as_one = taken_as_one(
        {person for rule in rules for person in (rule.person, rule.other_person) if person}
    )
    everyone = {person for persons in (*as_one.values(), *twice) for person in persons}
    held = {
        person: (PlaceInQuestion(enrolment_id, cohort), venue)
        for person, enrolment_id, cohort, venue in active.filter(person__in=everyone).values_list(
            "person_id", "pk", "place__cohort_id", "place__cohort__venue_id"
        )
    }
    found = {held[person][0] for pair in twice for person in pair if person in held}
    for rule in rules:
        own = [held[person] for person in as_one[rule.person] if person in held]
        others = as_one.get(rule.other_person, frozenset())
        apart = [held[person] for person in others if person in held]
        for place, venue in own:
            if _is_about(rule, place.cohort_id, venue):
                found.add(place)
            for other, _ in apart:
                # The same place where a coordinator has joined the two: no rule parts a person.
                if other.cohort_id == place.cohort_id and other != place:
                    found |= {place, other}
    return {place for place in found if cohort_id in {None, place.cohort_id}}


def _is_about(rule: Rule, cohort_id: uuid.UUID, venue_id: int) -> bool:
    """Return whether a rule names this cohort or its venue."""
    is_venue = rule.venue_id is not None and rule.venue_id == venue_id
    return rule.cohort_id == cohort_id or is_venue


def _of_or_near(enrolments: QuerySet[Enrolment]) -> QuerySet[Referral]:
    """Return the referrals of the persons placed, and of persons who may be one with them."""
    placed = enrolments.values("person")
    perhaps = PossibleMatch.objects.filter(answer__in=PERHAPS_ONE)
    return Referral.objects.filter(
        Q(participant__person__in=placed)
        | Q(participant__person__in=_across(perhaps, "first", placed))
        | Q(participant__person__in=_across(perhaps, "second", placed))
    ).values("pk")


def _across(matches: QuerySet[PossibleMatch], side: str, placed: QuerySet) -> QuerySet:
    """Return the persons on the other side of the matches of the persons placed."""
    other = "second" if side == "first" else "first"
    return matches.filter(**{f"{side}__person__in": placed}).values(f"{other}__person")


def _undecided_with_two_places(enrolments: QuerySet[Enrolment]) -> QuerySet:
    """Return the pairs who may be one person while each has a place, one of them among these."""
    anywhere = Enrolment.objects.active().values("person")
    here = enrolments.values("person")
    pairs = PossibleMatch.objects.filter(
        Q(first__person__in=here) | Q(second__person__in=here),
        answer__in=PERHAPS_ONE,
        first__person__in=anywhere,
        second__person__in=anywhere,
    ).exclude(first__person=F("second__person"))
    return pairs.values_list("first__person_id", "second__person_id")


def _in_force(rules: Iterable[tuple]) -> list[Rule]:
    """Return the newest rule for each referral and target, unless that rule ends it."""
    newest: dict[tuple, Rule] = {}
    for rule in map(Rule._make, rules):
        newest[rule[:4]] = rule
    return [rule for rule in newest.values() if not rule.ends]


def _rules(rules: QuerySet[KeepApart]) -> QuerySet:
    """Return the columns of `Rule`, the oldest first."""

    def person_of(column: str) -> Subquery:
        named = Referral.objects.filter(pk=OuterRef(column))
        # Without its type SQLite would return text, which is like no person.
        return Subquery(named.values("participant__person_id")[:1], output_field=UUIDField())

    rules = rules.annotate(
        person=person_of("referral_id"), other_person=person_of("other_referral_id")
    )
    return rules.order_by("sequence").values_list(*Rule._fields)


def _placed() -> QuerySet:
    here = OneOf("place__cohort", GivenMany("cohorts", UUIDField()))
    return Enrolment.objects.active().filter(here).values_list("place__cohort_id", "person_id")


def _rules_naming() -> QuerySet:
    asked = OneOf("participant__person", GivenMany("persons", UUIDField()))
    named = Referral.objects.filter(asked).values("pk")
    return _rules(
        KeepApart.objects.filter(Q(referral_id__in=named) | Q(other_referral_id__in=named))
    )


def _rules_anywhere() -> QuerySet:
    near = _of_or_near(Enrolment.objects.active())
    return _rules(KeepApart.objects.filter(referral_id__in=near))


_PLACED, _RULES_NAMING = KeptRows(_placed), KeptRows(_rules_naming)
_RULES_ANYWHERE = KeptRows(_rules_anywhere)
_TWICE_ANYWHERE = KeptRows(lambda: _undecided_with_two_places(Enrolment.objects.active()))
