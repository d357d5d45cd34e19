"""Answer whether two participants are one person, with everything that follows from it.

`referrals.joining` sets the person of the participants; here the person of their enrolments follows
in the same transaction.
"""

import datetime as dt
from collections import defaultdict

from django.db import transaction

from cohorts.models import Enrolment
from referral_portal.common.refusals import Refusal
from referrals import joining
from referrals.joining import Pair
from referrals.models import Participant


def answer_match(
    *,
    pair: Pair,
    answer: str,
    by,
    now: dt.datetime,
    words: str = "",
    seen: int | None = None,
) -> None:
    """Answer whether the two participants of `pair`, given by their ids, are one person.

    A pair that the rules have not found is set side by side by hand. `seen` is the number of
    decisions about the pair that the user has read. Raises Refusal and PermissionDenied.
    """
    with transaction.atomic():
        _places_follow(
            joining.answer_pair(
                pair=joining.pair_of(*pair), answer=answer, words=words, seen=seen, by=by, now=now
            )
        )


def undo_answer(
    *, pair: Pair, by, now: dt.datetime, words: str = "", seen: int | None = None
) -> None:
    """Undo the answer in force about the two participants of `pair`.

    Raises Refusal and PermissionDenied.
    """
    with transaction.atomic():
        _places_follow(
            joining.undo_answer(pair=joining.pair_of(*pair), words=words, seen=seen, by=by, now=now)
        )


def _places_follow(group: list[Participant]) -> None:
    """Give the enrolments of `group` the person of their participant; refuse a second place."""
    persons = {row.pk: row.person_id for row in group}
    held = defaultdict(list)
    active = (
        Enrolment.objects.active()
        .filter(referral__participant__in=persons)
        .select_related("place__cohort", "referral")
        .order_by("started_at", "pk")
    )
    for enrolment in active:
        held[persons[enrolment.referral.participant_id]].append(enrolment)
    for places in held.values():
        if len(places) > 1:
            named = " and ".join(
                f"{one.referral.reference} in {one.place.cohort.name}" for one in places
            )
            raise Refusal(f"Both have a place: {named}. End one of the two places first.", "answer")
    for person_id in set(persons.values()):
        forms = [pk for pk, person in persons.items() if person == person_id]
        held_by_them = Enrolment.objects.filter(referral__participant__in=forms)
        # Found first: an UPDATE must not read a second table, even while the persons are locked.
        follow = list(held_by_them.exclude(person=person_id).values_list("pk", flat=True))
        Enrolment.objects.filter(pk__in=follow).update(person=person_id)
