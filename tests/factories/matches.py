"""Possible matches between participants, as the rules find them."""

from django.utils import timezone

from referrals.models import Participant, PossibleMatch


def make_match(one: Participant, two: Participant, **fields) -> PossibleMatch:
    """Make an undecided match of two participants in any order, unless told otherwise."""
    first, second = sorted((one, two), key=lambda row: row.pk)
    defaults = {"score": 90, "reasons": ["born_same", "phone_same"], "found_at": timezone.now()}
    return PossibleMatch.objects.create(first=first, second=second, **defaults | fields)


def pair(one: Participant, two: Participant) -> tuple[int, int]:
    """Return the ids of two participants, the older first."""
    return tuple(sorted((one.pk, two.pk)))
