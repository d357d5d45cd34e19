"""The headings of the queue's table, each a link where the list can be sorted by its column.

A table is drawn once for each list, around the rows: it names nobody.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString

from referral_portal.common.parts import draw
from referrals.admin.queue.which import WhichList, sorts_of

DUE = ("Decide by", "due")
ON_PAUSE = ("Review date", "review")  # in its place, where everything has one
# Heading and the name of the order by this column, or "" where it has none.
COLUMNS = (
    ("Reference", "reference"),
    ("Name", "name"),
    ("Received", "received"),
    DUE,
    ("Route and pathway", ""),
    ("District", ""),
    ("Status", ""),
    ("Assigned to", ""),
)


ROWS = SafeString("<!-- rows -->")


@dataclass(frozen=True)
class Heading:
    """One heading, where `direction` is the order of the list by it, as `aria-sort` says it."""

    text: str
    url: str = ""
    direction: str = ""
    is_hidden: bool = False


class Table(NamedTuple):
    """The markup of a table before its rows, and after them."""

    before: SafeString
    after: SafeString


TICK = Heading("Select", is_hidden=True)


@lru_cache(maxsize=200)
def table_of(which: WhichList) -> Table:
    """Return the table around the rows of a list from its beginning."""
    return _around(headings_of(which))


@cache
def plain_table() -> Table:
    """Return the table around the rows of a list that cannot be sorted."""
    return _around(plain_headings())


def _around(headings: list[Heading]) -> Table:
    drawn = draw(
        "table",
        caption="Referrals",
        caption_classes="govuk-table__caption govuk-visually-hidden",
        headings=headings,
        content=ROWS,
        classes="desk-table desk-queue",
    )
    return Table(*map(SafeString, drawn.split(ROWS)))


def headings_of(which: WhichList) -> list[Heading]:
    """Return the headings of a list; the link of a sorted column turns the order round."""
    sorts = sorts_of(which)
    headings = [TICK]
    for column in COLUMNS:
        text, sort = ON_PAUSE if column == DUE and which.is_on_pause else column
        if sort not in sorts or not sort:
            headings.append(Heading(text))
            continue
        direction = {sort: "ascending", f"-{sort}": "descending"}.get(which.sort, "")
        other = f"-{sort}" if direction == "ascending" else sort
        headings.append(Heading(text, which.sorted_by(other).query(), direction))
    return headings


def plain_headings() -> list[Heading]:
    """Return the headings of a list that cannot be sorted."""
    return [TICK, *printed_headings()]


def printed_headings() -> list[Heading]:
    """Return the headings of a list on paper, which has no boxes to tick."""
    return [Heading(text) for text, _ in COLUMNS]
