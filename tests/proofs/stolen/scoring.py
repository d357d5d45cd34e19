"""What a technique gained: tokens of victims, and guesses at who has one.

Pure. The guesser learns from half of the referrals, whose truth it is told, by every number that can
be drawn from what the technique read, and guesses at the other half. That is more than a thief has.
"""

import datetime as dt
import math
import re
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

BACKUP = "backup.txt"  # where copies of old envelopes lie among the loot
TOKEN = re.compile(r"canary[a-z]{14}")
FEATURES_HEARD = 5
# Of a run in which nothing leaks, the share that would be called a leak all the same.
FALSE_ALARMS = 0.0001


@dataclass
class Find:
    """What one technique brought back."""

    texts: list[str] = field(default_factory=list)
    rows: list[tuple[str, dict]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    opened: int = 0  # pages that answered with 200
    seconds: float = 0.0
    mistake: str = ""  # what is wrong with the technique itself

    def text(self, text: str | bytes) -> None:
        """Keep what was read."""
        self.texts.append(text if isinstance(text, str) else bytes(text).decode("latin-1"))

    def row(self, source: str, row: dict) -> None:
        """Keep a row; what it says of which referral is found out later."""
        self.rows.append((source, row))

    @property
    def size(self) -> int:
        """How many characters were read."""
        return sum(map(len, self.texts)) + sum(len(str(row)) for _, row in self.rows)

    def tokens(self) -> set[str]:
        """Every token of anybody's details in it."""
        found = set()
        for text in self.texts:
            found.update(TOKEN.findall(text.lower()))
        for _, row in self.rows:
            for value in row.values():
                found.update(TOKEN.findall(as_text(value).lower()))
        return found


@dataclass(frozen=True)
class Guess:
    """How often the guesser was right, and how often it may be by luck."""

    right: int
    of: int
    luck: int  # the most that luck explains

    @property
    def is_leak(self) -> bool:
        """Whether it was right more often than luck explains."""
        return self.right > self.luck


def as_text(value) -> str:
    """Return a value of a row as text to search."""
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("latin-1")
    return str(value)


def as_number(value) -> float:
    """Return a number that says something of a value: itself, its moment, or its length."""
    if value is None:
        return -1.0
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.timestamp()
    return float(len(as_text(value)))


def numbers(find: Find, keys: dict[str, int]) -> dict[str, dict[int, float]]:
    """Return, by name, a number for each referral that a row speaks of. `keys`: id to referral."""
    found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for source, row in find.rows:
        named = {
            keys[name]
            for column, value in row.items()
            for name in names_of(source, column, value)
            if name in keys
        }
        for referral in named:
            found[f"rows of {source}"][referral] += 1
            for column, value in row.items():
                found[f"{source}.{column}"][referral] += as_number(value)
    return found


def names_of(source: str, column: str, value) -> list[str]:
    """Return under which names a referral may be known by this value."""
    if isinstance(value, uuid.UUID | str):
        return [str(value)]
    if isinstance(value, int) and (
        column == "participant_id" or (source.endswith("referrals_participant") and column == "id")
    ):
        return [f"participant:{value}"]
    return []


def guess(find: Find, keys: dict[str, int], truth: list[bool], *, tries: int) -> Guess:
    """Guess which referrals have a person at risk; `tries`: the techniques tried in all."""
    learnt = range(0, len(truth), 2)
    asked = range(1, len(truth), 2)
    rules = []
    for values in numbers(find, keys).values():
        rule = best_rule([(values.get(one, 0.0), truth[one]) for one in learnt])
        if rule:
            rules.append((*rule, values))
    rules.sort(key=lambda rule: -rule[0])
    right = 0
    for one in asked:
        votes = 0.0
        for share, limit, above, values in rules[:FEATURES_HEARD]:
            weight = math.log(share / max(1 - share, 1e-6))
            votes += weight if (values.get(one, 0.0) > limit) == above else -weight
        right += (votes > 0) == truth[one]
    yes = sum(truth[one] for one in asked)
    share = max(yes, len(asked) - yes) / max(len(asked), 1)
    return Guess(right, len(asked), luck(len(asked), share, FALSE_ALARMS / tries))


def best_rule(pairs: list[tuple[float, bool]]) -> tuple[float, float, bool] | None:
    """Return (share right, limit, whether above means yes) of the best single limit, if any."""
    pairs = sorted(pairs)
    total, yes = len(pairs), sum(has for _, has in pairs)
    best, below = None, 0
    for index in range(total - 1):
        below += pairs[index][1]
        if pairs[index][0] == pairs[index + 1][0]:
            continue
        right = (yes - below) + (index + 1 - below)
        share, above = max((right / total, True), (1 - right / total, False))
        if best is None or share > best[0]:
            best = (share, pairs[index][0], above)
    return best


def luck(count: int, share: float, chance: float) -> int:
    """Return the most right guesses of `count` that luck explains, but for `chance`."""
    tail = 0.0
    for right in range(count, -1, -1):
        tail += math.comb(count, right) * share**right * (1 - share) ** (count - right)
        if tail > chance:
            return right
    return 0
