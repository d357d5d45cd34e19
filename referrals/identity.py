"""Which persons safety treats as one human.

A possible match that no coordinator has decided counts as the same person wherever the service
protects people: rules to keep apart, silence after death, restrictions and places. This module only reads.
The rules that find matches are in `matching`, the answers of coordinators in `joining`.
"""

import uuid
from collections.abc import Collection

from django.db.models import Q

from referrals.enums import PERHAPS_ONE
from referrals.models import PossibleMatch


def taken_as_one(
    person_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return, for each person, the persons that safety treats as the same human.

    That is the person, and every person with a match to it that is undecided or not known yet. Makes
    one query, however many persons are asked.
    """
    asked = set(person_ids)
    groups = {person_id: {person_id} for person_id in asked}
    pairs = PossibleMatch.objects.filter(
        Q(first__person__in=asked) | Q(second__person__in=asked), answer__in=PERHAPS_ONE
    ).values_list("first__person_id", "second__person_id")
    for first, second in pairs:
        if first in groups:
            groups[first].add(second)
        if second in groups:
            groups[second].add(first)
    return {person_id: frozenset(group) for person_id, group in groups.items()}
