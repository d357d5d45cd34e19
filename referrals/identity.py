"""Which persons safety treats as one human.

A possible match that no coordinator has decided counts as the same person wherever the service
protects people: rules to keep apart, silence after death, restrictions and places. This module only reads.
The rules that find matches are in `matching`, the answers of coordinators in `joining`.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet, UUIDField

from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.together import Together
from referrals.enums import PERHAPS_ONE
from referrals.models import PossibleMatch


def matches_of(persons: GivenMany) -> dict[str, QuerySet]:
    """Return the parts that read every match of `persons` that is undecided or not known yet.

    They are two, each along its own index, because one part with "or" reads whole tables.
    """
    matches = PossibleMatch.objects.filter(answer__in=PERHAPS_ONE).select_related("first", "second")
    matches = matches.only("first__person", "second__person")
    return {
        "as_first": matches.filter(OneOf("first__person", persons)),
        "as_second": matches.filter(OneOf("second__person", persons)),
    }


_MATCHES = Together(lambda: matches_of(GivenMany("persons", UUIDField())))


def taken_as_one(
    person_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return, for each person, the persons that safety treats as the same human.

    That is the person, and every person with a match to it that is undecided or not known yet. Makes
    one query, however many persons are asked.
    """
    asked = set(person_ids)
    return grouped(asked, _MATCHES.read(persons=asked)) if asked else {}


def grouped(
    person_ids: Iterable[uuid.UUID], found: Mapping[str, list[PossibleMatch]]
) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return the same from what the parts of `matches_of` have found about these persons."""
    groups = {person_id: {person_id} for person_id in person_ids}
    for match in (*found["as_first"], *found["as_second"]):
        first, second = match.first.person_id, match.second.person_id
        if first in groups:
            groups[first].add(second)
        if second in groups:
            groups[second].add(first)
    return {person_id: frozenset(group) for person_id, group in groups.items()}
