"""What waits for somebody, as the first page of the admin lists it.

Counts stop at a small number: nobody works faster for an exact figure, and a full count of a large
table is slow. Apps above register a function that returns their items.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

MOST = 25


@dataclass(frozen=True)
class WorkItem:
    """One line of somebody's work: where to go, how much waits, and what it is."""

    text: str
    url: str
    count: str
    hint: str = ""
    is_urgent: bool = False


def capped(rows: QuerySet, most: int = MOST) -> str:
    """Return how many `rows` there are, or "25+" as soon as there are more than `most`."""
    found = rows.order_by()[: most + 1].count()
    return f"{most}+" if found > most else str(found)
