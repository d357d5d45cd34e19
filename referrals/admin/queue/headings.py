"""The headings of the queue's table, each a link where the list can be sorted by its column."""

from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True)
class Heading:
    """One heading, where `direction` is the order of the list by it, as `aria-sort` says it."""

    text: str
    url: str = ""
    direction: str = ""
    is_hidden: bool = False


TICK = Heading("Select", is_hidden=True)


def headings_of(which: WhichList) -> tuple[Heading, ...]:
    """Return the headings of a list; the link of a sorted column turns the order round."""
    return _headings_of(which.first_page())


@lru_cache(maxsize=200)
def _headings_of(which: WhichList) -> tuple[Heading, ...]:
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
    return tuple(headings)


def plain_headings() -> list[Heading]:
    """Return the headings of a list that cannot be sorted."""
    return [TICK, *printed_headings()]


def printed_headings() -> list[Heading]:
    """Return the headings of a list on paper, which has no boxes to tick."""
    return [Heading(text) for text, _ in COLUMNS]
