"""Which persons safety treats as one human.

A possible match that no coordinator has decided counts as the same person wherever the service
protects people: rules to keep apart, silence after death, restrictions and places. This module only reads.
The rules that find matches are in `matching`, the answers of coordinators in `joining`.
"""

import uuid
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet, UUIDField

from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referrals.enums import PERHAPS_ONE
from referrals.models import PossibleMatch


def _pairs() -> QuerySet:
    asked = GivenMany("persons", UUIDField())
    of_asked = Q(OneOf("first__person", asked)) | Q(OneOf("second__person", asked))
    pairs = PossibleMatch.objects.filter(of_asked, answer__in=PERHAPS_ONE)
    return pairs.values_list("first__person_id", "second__person_id")


_PAIRS = KeptRows(_pairs)


def taken_as_one(
    person_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return, for each person, the persons that safety treats as the same human.

    That is the person, and every person with a match to it that is undecided or not known yet. Makes
    one query, however many persons are asked.
    """
    asked = set(person_ids)
    return grouped(asked, _PAIRS.read(persons=asked) if asked else ())


def grouped(
    person_ids: Iterable[uuid.UUID], pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]
) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return the same where `pairs` are the persons of every such match."""
    groups = {person_id: {person_id} for person_id in person_ids}
    for first, second in pairs:
        if first in groups:
            groups[first].add(second)
        if second in groups:
            groups[second].add(first)
    return {person_id: frozenset(group) for person_id, group in groups.items()}
