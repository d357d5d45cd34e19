"""Which rows stand for the same person at risk, by the joins of link workers.

Nothing is stored but the joins, so undoing one, in any order, gives exactly what was before.
"""

import uuid
from collections.abc import Iterable

from safeguarding.models import PersonJoin


def open_joins() -> list[PersonJoin]:
    """Return the joins that nobody has undone; a link worker reads those of people they may see."""
    return list(PersonJoin.objects.filter(undone_at__isnull=True).order_by("pk"))


def same_people(
    person_ids: Iterable[uuid.UUID], joins: Iterable[PersonJoin]
) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Return, for each of these people and for no others, all rows that stand for the same person."""
    asked = set(person_ids)
    found = {person_id: frozenset({person_id}) for person_id in asked}
    for join in joins:
        first, second = (
            found.get(one, frozenset({one})) for one in (join.first_id, join.second_id)
        )
        together = first | second
        found |= dict.fromkeys(together, together)
    # The joins of all cases come in, so `found` also has people who are on other cases only.
    return {person_id: found[person_id] for person_id in asked}
