"""Holds what the portal sees of the answers against the dressing that is declared for them.

Answers given with a cause and answers given without: both must hold the declared share at random,
say the same sentences, and bear the fixed moments alone. Pure: counts
and times in, faults out.
"""

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass

from referral_portal.common.dates import local

# Below this probability a share is no accident. The draws are fixed: a run does not change.
LEAST = 0.001


@dataclass(frozen=True)
class Group:
    """What the portal sees of one kind of answers: how many are held, when, in which words."""

    name: str
    held: int
    total: int
    moments: frozenset[dt.datetime]
    sentences: frozenset[str]


def chance(held: int, total: int, share: float) -> float:
    """Return how likely a share as far from the declared one is by chance (exact, both sides)."""
    if share in {0, 1}:
        return float(held == total * share)
    weights = [
        math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)
    ]
    return min(1.0, sum(weight for weight in weights if weight <= weights[held] * (1 + 1e-9)))


def chance_of_both(one: Group, other: Group) -> float:
    """Return how likely two shares are as far apart by chance (Fisher's exact test)."""
    total, held = one.total + other.total, one.held + other.held
    ways = {
        k: math.comb(one.total, k) * math.comb(other.total, held - k)
        for k in range(max(0, held - other.total), min(one.total, held) + 1)
    }
    rarer = sum(way for way in ways.values() if way <= ways[one.held])
    return rarer / math.comb(total, held)


def faults(one: Group, other: Group, *, share: float, moments: Collection[dt.time]) -> list[str]:
    """Return in words everything by which the answers of two groups can be told apart."""
    found = []
    for group in (one, other):
        if chance(group.held, group.total, share) < LEAST:
            found.append(
                f"{group.name}: {group.held} of {group.total} held, declared is {share:.0%}"
            )
        off = [at for at in group.moments if local(at).time() not in moments]
        if off:
            found.append(f"{group.name}: {len(off)} times outside the moments")
    if chance_of_both(one, other) < LEAST:
        found.append(f"held: {one.held} of {one.total}, but {other.held} of {other.total}")
    if apart := one.sentences ^ other.sentences:
        found.append(f"only some answers say: {sorted(apart)}")
    return found
