"""Rules from outside that keep somebody from somebody, from a cohort or from a room.

They are never listed and never explained. Of rules alike the newest counts. A rule about him and
one about the other are not alike: each was made for somebody else, and ending one leaves the other.
"""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cohorts.models import Cohort, Enrolment
from referrals.models import KeepApart, Referral


@dataclass(frozen=True)
class PlaceInQuestion:
    """A place against which a rule speaks that was made after it was given."""

    enrolment_id: uuid.UUID
    cohort_id: uuid.UUID


def is_kept_apart(referral: Referral, cohort: Cohort, placed: set[uuid.UUID]) -> bool:
    """Return whether a rule speaks against a place beside the referrals in `placed`."""
    rules = KeepApart.objects.filter(Q(referral_id=referral.pk) | Q(other_referral_id=referral.pk))
    return any(
        not placed.isdisjoint((rule.referral_id, rule.other_referral_id))
        or rule.cohort_id == cohort.pk
        or (rule.venue_id is not None and rule.venue_id == cohort.venue_id)
        for rule in _standing(rules)
    )


def places_in_question(*, cohort_id: uuid.UUID | None = None) -> set[PlaceInQuestion]:
    """Return the places, of one cohort or of all, that could not be given again today.

    Two queries, however many places there are. Of a pair in one cohort both are returned: who
    moves is for people to decide.
    """
    active = Enrolment.objects.filter(ended_at__isnull=True)
    if cohort_id:
        active = active.filter(place__cohort=cohort_id)
    rules = _standing(
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
            continue  # it was given up between the two queries
        place, venue = held[rule.referral_id]
        other, _ = held.get(rule.other_referral_id, (None, None))
        if other and other.cohort_id == place.cohort_id:
            found |= {place, other}
        if rule.cohort_id == place.cohort_id or rule.venue_id == venue:
            found.add(place)
    return found


def _standing(rules: QuerySet[KeepApart]) -> list[KeepApart]:
    """Return the rules that hold: the newest of those alike, unless it ends them."""
    newest: dict[tuple, KeepApart] = {}
    for rule in rules.order_by("sequence"):
        key = (rule.referral_id, rule.other_referral_id, rule.cohort_id, rule.venue_id)
        newest[key] = rule
    return [rule for rule in newest.values() if not rule.ends]
