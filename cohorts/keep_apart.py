"""Find the places that break a rule to keep a participant away from a person, cohort or venue.

The portal must not list or explain these rules. Where two rules concern the same referral and
target, the newer applies. A rule for A against B and one for B against A are separate: ending one
leaves the other in force.
"""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cohorts.models import Cohort, Enrolment
from referrals.models import KeepApart, Referral


@dataclass(frozen=True)
class PlaceInQuestion:
    """A place that breaks a rule which is newer than the place."""

    enrolment_id: uuid.UUID
    cohort_id: uuid.UUID


def is_kept_apart(referral: Referral, cohort: Cohort, placed: set[uuid.UUID]) -> bool:
    """Return whether a place beside the referrals in `placed` would break a rule."""
    rules = KeepApart.objects.filter(Q(referral_id=referral.pk) | Q(other_referral_id=referral.pk))
    return any(
        not placed.isdisjoint((rule.referral_id, rule.other_referral_id))
        or rule.cohort_id == cohort.pk
        or (rule.venue_id is not None and rule.venue_id == cohort.venue_id)
        for rule in _in_force(rules)
    )


def places_in_question(*, cohort_id: uuid.UUID | None = None) -> set[PlaceInQuestion]:
    """Return the places, of one cohort or of all, that could not be given today.

    Makes two queries. Returns both places of a pair, so that a coordinator decides who moves.
    """
    active = Enrolment.objects.active()
    if cohort_id:
        active = active.filter(place__cohort=cohort_id)
    rules = _in_force(
        KeepApart.objects.filter(Exists(active.filter(referral=OuterRef("referral_id"))))
    )
    named = {key for rule in rules for key in (rule.referral_id, rule.other_referral_id) if key}
    held = {
        referral_id: (PlaceInQuestion(enrolment_id, cohort), venue)
        for referral_id, enrolment_id, cohort, venue in active.filter(
            referral__in=named
        ).values_list("referral_id", "pk", "place__cohort_id", "place__cohort__venue_id")
    }
    found = set()
    for rule in rules:
        if rule.referral_id not in held:
            continue  # the place was given up between the two queries
        place, venue = held[rule.referral_id]
        other, _ = held.get(rule.other_referral_id, (None, None))
        if other and other.cohort_id == place.cohort_id:
            found |= {place, other}
        if rule.cohort_id == place.cohort_id or rule.venue_id == venue:
            found.add(place)
    return found


def _in_force(rules: QuerySet[KeepApart]) -> list[KeepApart]:
    """Return the newest rule for each referral and target, unless that rule ends it."""
    newest: dict[tuple, KeepApart] = {}
    for rule in rules.order_by("sequence"):
        key = (rule.referral_id, rule.other_referral_id, rule.cohort_id, rule.venue_id)
        newest[key] = rule
    return [rule for rule in newest.values() if not rule.ends]
