"""Find bursts: very many forms in a short time; and group their forms by what they say.

Pure. A burst is chosen by its time alone, because no referral knows from which network it came.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Who the form is about. Two forms that differ only in these say the same.
WHO = frozenset(
    {"name", "known_as", "pronouns", "born_on", "address", "postcode", "phone", "email"}
)


@dataclass(frozen=True)
class Burst:
    """A time in which very many forms came: its first and last moment, and how many."""

    start: dt.datetime
    end: dt.datetime
    count: int


def bursts_in(moments: Iterable[dt.datetime], *, most: int, within: dt.timedelta) -> list[Burst]:
    """Return the times in which at least `most` forms came `within` a time, the oldest first."""
    ordered = sorted(moments)
    found: list[tuple[int, int]] = []
    for first in range(len(ordered) - most + 1):
        last = first + most - 1
        if ordered[last] - ordered[first] > within:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return [Burst(ordered[first], ordered[last], last - first + 1) for first, last in found]


def content_of(answers: Mapping[str, Mapping]) -> str:
    """Return everything that a form says except who it is about, in one form for comparing."""
    said = {
        slug: {name: value for name, value in page.items() if name not in WHO}
        for slug, page in answers.items()
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def shared_by_most(values: Sequence[str]) -> tuple[str, int]:
    """Return the value that most forms have, and how many; an empty value counts for nothing."""
    given = [value for value in values if value]
    if not given:
        return "", 0
    most = max(dict.fromkeys(given), key=given.count)
    return most, given.count(most)
