"""The items of a user's work, as the first page of the admin lists them.

Counts stop at a small number, because a full count of a large table is slow. Apps above register a
function that returns their items.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

MOST = 25
SHOWN = 5  # of the rows of a list


@dataclass(frozen=True)
class WorkRow:
    """One row of a list on the first page; `tags` are words, each with its colour."""

    text: str
    url: str
    name: str = ""
    detail: str = ""
    is_late: bool = False
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class WorkItem:
    """A list of a user's work, with a count, a link to the whole list and perhaps its first rows.

    `is_first` puts it before the items of every other app.
    """

    text: str
    url: str
    count: str
    hint: str = ""
    is_urgent: bool = False
    is_first: bool = False
    rows: tuple[WorkRow, ...] = ()


@dataclass(frozen=True)
class Panel:
    """A part of the first page below the work: its template, and the values that it shows."""

    template: str
    values: dict


def many(found: int) -> str:
    """Return how many rows were `found`, or "25+" for more than MOST."""
    return f"{MOST}+" if found > MOST else str(found)


def capped(rows: QuerySet, most: int = MOST) -> str:
    """Return how many `rows` there are, or "25+" as soon as there are more than `most`."""
    found = rows.order_by()[: most + 1].count()
    return f"{most}+" if found > most else str(found)
