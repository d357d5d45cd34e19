"""The items of a user's work, as the first page of the admin lists them.

Counts stop at a small number, because a full count of a large table is slow. Apps above register a
function that returns their items.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

MOST = 25


@dataclass(frozen=True)
class WorkItem:
    """One line of a user's work, with a count and a link to the list that it counts.

    `is_first` puts it before the items of every other app.
    """

    text: str
    url: str
    count: str
    hint: str = ""
    is_urgent: bool = False
    is_first: bool = False


def capped(rows: QuerySet, most: int = MOST) -> str:
    """Return how many `rows` there are, or "25+" as soon as there are more than `most`."""
    found = rows.order_by()[: most + 1].count()
    return f"{most}+" if found > most else str(found)
