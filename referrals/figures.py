"""Figures for the commissioner: counts in which no person can be recognised.

Pure. A count below the limit is hidden, and so is a second count if the total would give the first
away. Zero is shown, because it is about no person.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row of a table. `shown` holds the words that may be printed."""

    label: str
    shown: str


def disclose(counts: Iterable[tuple[str, int]], *, limit: int) -> tuple[list[Figure], str]:
    """Return the rows and the total of one table, with small counts hidden.

    Counts from 1 to `limit` - 1 read "fewer than `limit`". If the hidden ones could still be worked
    out from the total (one alone, or several that sum to less than the limit), the next smallest
    count is hidden too.
    """
    rows = list(counts)
    total = sum(count for _, count in rows)
    small = f"fewer than {limit}"
    hidden = {label for label, count in rows if 0 < count < limit}
    if total >= limit:
        others = sorted((row for row in rows if row[1] >= limit), key=lambda row: row[1])
        for label, _ in others:
            in_hidden = sum(count for name, count in rows if name in hidden)
            if not hidden or (len(hidden) > 1 and in_hidden >= limit):
                break
            hidden.add(label)
    figures = [
        Figure(
            label,
            str(count) if label not in hidden else (small if count < limit else "not shown"),
        )
        for label, count in rows
    ]
    return figures, str(total) if total == 0 or total >= limit else small
