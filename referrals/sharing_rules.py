"""Who is given which referral when work is shared out: by qualification, then by least load.

Pure: ids, codes and numbers in, a coordinator for each referral out.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Colleague:
    """A coordinator, with what they are qualified for and how many open referrals they have."""

    id: int
    qualifications: frozenset[str]
    load: int


@dataclass(frozen=True)
class Need:
    """A referral to give to a coordinator other than `held_by`.

    Of `qualifications` one is enough, and without any every coordinator fits. With `only` it goes to
    one of these.
    """

    id: uuid.UUID
    qualifications: frozenset[str] = frozenset()
    held_by: int | None = None
    only: frozenset[int] | None = None


def fits(need: Need, colleague: Colleague) -> bool:
    """Return whether a referral may go to a coordinator."""
    if colleague.id == need.held_by or (need.only is not None and colleague.id not in need.only):
        return False
    return not need.qualifications or not need.qualifications.isdisjoint(colleague.qualifications)


def share(needs: Iterable[Need], colleagues: Iterable[Colleague]) -> dict[uuid.UUID, int]:
    """Return the coordinator for each referral, in the order of `needs`; one that fits nobody is left out.

    Each goes to the coordinator who has the fewest by then; of several, to the one named first.
    """
    team = {one.id: one for one in colleagues}
    given = {}
    for need in needs:
        fitting = [one for one in team.values() if fits(need, one)]
        if fitting:
            chosen = min(fitting, key=lambda one: one.load)
            team[chosen.id] = replace(chosen, load=chosen.load + 1)
            given[need.id] = chosen.id
    return given
