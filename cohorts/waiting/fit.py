"""Compare what a participant says about taking part with groups that have a free place.

Pure: no database and no Django. Nothing here decides: a coordinator reads what stands against a group,
and what to ask first, and may give any place that the rules for places allow.
"""

import datetime as dt
from dataclasses import dataclass

MORNINGS, AFTERNOONS, EVENINGS, SATURDAYS = "mornings", "afternoons", "evenings", "saturdays"
TIMES = {
    MORNINGS: "weekday mornings",
    AFTERNOONS: "weekday afternoons",
    EVENINGS: "weekday evenings",
    SATURDAYS: "Saturdays",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SATURDAY, SUNDAY = 5, 6
NOON, EVENING = dt.time(12), dt.time(17)
TRAVELS, NEEDS_HELP, STAYS = "yes", "help", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a form says about taking part; an empty value is not known."""

    district: str
    available: frozenset[str] = frozenset()
    travel: str = ""
    meeting: str = ""
    language: str = ""
    needs: frozenset[str] = frozenset()
    is_mandated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group, or a one-to-one course, with a free place.

    `weekday` and `start` are empty where times are agreed one by one. `most_of_each` is how many
    mandated, and how many self-referred, participants an equal mix can have; otherwise it is empty.
    """

    name: str
    district: str
    starts_on: dt.date
    weekday: int | None = None
    start: dt.time | None = None
    most_of_each: int | None = None
    mandated: int = 0
    voluntary: int = 0


@dataclass(frozen=True, slots=True)
class GroupFit:
    """One group: why it does not fit, if it does not, and what to ask the participant first."""

    group: Group
    against: tuple[str, ...]
    ask: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing that we know stands against the group."""
        return not self.against


def fit(wish: Wish, group: Group) -> GroupFit:
    """Compare a participant with one group."""
    against: list[str] = []
    ask: list[str] = []
    _times(wish, group, against, ask)
    _journey(wish, group, against, ask)
    _mix(wish, group, against)
    return GroupFit(group, tuple(against), tuple(ask))


def turn_of(wish: Wish, one: GroupFit) -> tuple:
    """Return the key that sorts groups: those that fit, the own district, the least to ask, the next."""
    group = one.group
    is_far = group.district != wish.district
    return not one.fits, is_far, len(one.ask), group.starts_on, group.name


def to_ask(wish: Wish) -> tuple[str, ...]:
    """Return the things to arrange or ask before any place, in sentences."""
    found = []
    if "interpreter" in wish.needs:
        found.append(f"Needs an interpreter: {wish.language or 'ask which language'}.")
    if "reading" in wish.needs:
        found.append("Needs help with reading or writing.")
    if "hearing" in wish.needs:
        found.append("Needs help with hearing or seeing.")
    if "getting_in" in wish.needs:
        found.append("Needs a building without steps.")
    if wish.meeting == "video":
        found.append("Would like to meet by video.")
    return tuple(found)


def slot_of(group: Group) -> str:
    """Return the time of the week of a group, as the form asks for it; empty for a Sunday or none."""
    if group.weekday is None or group.start is None or group.weekday == SUNDAY:
        return ""
    if group.weekday == SATURDAY:
        return SATURDAYS
    if group.start < NOON:
        return MORNINGS
    return AFTERNOONS if group.start < EVENING else EVENINGS


def _times(wish: Wish, group: Group, against: list[str], ask: list[str]) -> None:
    if group.weekday is None or group.start is None:
        return  # times are agreed one by one
    when = f"{DAYS[group.weekday]}s at {group.start:%H:%M}"
    if not wish.available:
        ask.append(f"Ask whether they can come on {when}.")
    elif slot_of(group) not in wish.available:
        times = [words for code, words in TIMES.items() if code in wish.available]
        against.append(f"It meets on {when}, and they can come on {_listed(times)}.")


def _journey(wish: Wish, group: Group, against: list[str], ask: list[str]) -> None:
    is_near = group.district == wish.district
    if is_near and wish.travel == STAYS:
        ask.append("They said that they cannot travel: ask how they would come.")
    elif wish.travel == NEEDS_HELP:
        ask.append("They need help to travel.")
    elif not is_near and wish.travel == STAYS:
        against.append(f"It is in {group.district}, and they cannot travel.")
    elif not is_near and wish.travel != TRAVELS:
        ask.append(f"Ask whether they can travel to {group.district}.")


def _mix(wish: Wish, group: Group, against: list[str]) -> None:
    if group.most_of_each is None:
        return
    taken = group.mandated if wish.is_mandated else group.voluntary
    kind = "mandated" if wish.is_mandated else "self-referred"
    if taken >= group.most_of_each:
        against.append(
            f"It is an equal mix with at most {group.most_of_each} {kind} participants, and it has "
            f"{taken}."
        )


def _listed(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
