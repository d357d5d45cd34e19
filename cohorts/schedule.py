"""Work out the dates of a cohort's sessions, without a database.

A skipped date, such as a bank holiday, moves that session and all later sessions by a week. No
session is dropped to make a plan fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = timedelta(weeks=1)


class CannotSchedule(Exception):
    """The sessions cannot have these dates. `words` are fit for the screen."""

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class PlannedLength:
    """One session of a programme's plan, before it has a date."""

    number: int
    minutes: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session with its day and its wall-clock times in Kent."""

    number: int
    on: date
    start: time
    end: time
    title: str = ""

    @property
    def starts_at(self) -> datetime:
        """When it starts, with the time zone Europe/London."""
        return datetime.combine(self.on, self.start, tzinfo=LONDON)

    @property
    def ends_at(self) -> datetime:
        """When it ends, with the time zone Europe/London."""
        return datetime.combine(self.on, self.end, tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date of the weekly slot on which no session is held, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The dated sessions, and the dates that were skipped between the first and the last."""

    planned: tuple[PlannedSession, ...]
    skipped: tuple[Skipped, ...]

    @property
    def finishes_on(self) -> date:
        """The date of the last session."""
        return self.planned[-1].on


def plan_sessions(
    *,
    sessions: Sequence[PlannedLength],
    first_on: date,
    weekday: int,
    start: time,
    skip: Mapping[date, str],
    finish_by: date | None,
) -> Plan:
    """Give every session a date, once a week in the same slot.

    `weekday` counts from Monday = 0. `start` is wall-clock time in Kent, the same when the clocks
    change. `skip` maps dates without a session to the reason. `finish_by` is the last date of the
    funding period, or None. Raises CannotSchedule when there are no sessions, the first date is on
    another weekday, a session would run past midnight or through a change of the clocks, or the
    last session would be after `finish_by`.
    """
    _check_slot(sessions=sessions, first_on=first_on, weekday=weekday, start=start)

    planned: list[PlannedSession] = []
    skipped: list[Skipped] = []
    on = first_on
    for session in sessions:
        while on in skip:
            skipped.append(Skipped(on=on, reason=skip[on]))
            on = _a_week_after(on)
        if finish_by is not None and on > finish_by:
            raise CannotSchedule(_too_late(planned, sessions, finish_by))
        planned.append(_dated(session, on=on, start=start))
        if session is not sessions[-1]:
            on = _a_week_after(on)
    return Plan(planned=tuple(planned), skipped=tuple(skipped))


def _check_slot(
    *, sessions: Sequence[PlannedLength], first_on: date, weekday: int, start: time
) -> None:
    if start.tzinfo is not None:
        raise ValueError("start is a wall-clock time in Europe/London and carries no time zone")
    if not sessions:
        raise CannotSchedule("The programme has no sessions to plan.")
    numbers = [session.number for session in sessions]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise CannotSchedule("The sessions of the programme are not numbered in order.")
    if any(session.minutes < 1 for session in sessions):
        raise CannotSchedule("Every session must last at least one minute.")
    if weekday not in range(7):
        raise ValueError("weekday counts from Monday = 0 to Sunday = 6")
    if first_on.weekday() != weekday:
        raise CannotSchedule(
            f"This cohort meets on {WEEKDAYS[weekday]}s, and the first date, {_spoken(first_on)}, "
            f"is not a {WEEKDAYS[weekday]}."
        )


def _dated(session: PlannedLength, *, on: date, start: time) -> PlannedSession:
    end = datetime.combine(on, start) + timedelta(minutes=session.minutes)
    if end.date() != on:
        raise CannotSchedule(
            f"Session {session.number} would run past midnight on {_spoken(on)}. "
            "Choose an earlier start."
        )
    dated = PlannedSession(
        number=session.number, on=on, start=start, end=end.time(), title=session.title
    )
    if not _clocks_stand_still(dated):
        raise CannotSchedule(
            f"The clocks change during session {session.number} on {_spoken(on)}, so its times "
            "would be unclear. Choose another start time."
        )
    return dated


def _clocks_stand_still(session: PlannedSession) -> bool:
    # In an hour that does not exist (March) or exists twice (October) the two folds have different
    # offsets. A session around that hour has different offsets at its start and end.
    offsets = {
        moment.replace(fold=fold).utcoffset()
        for moment in (session.starts_at, session.ends_at)
        for fold in (0, 1)
    }
    return len(offsets) == 1


def _a_week_after(on: date) -> date:
    try:
        return on + WEEK
    except OverflowError:
        raise CannotSchedule("The sessions would run past the end of the calendar.") from None


def _too_late(
    planned: Sequence[PlannedSession], sessions: Sequence[PlannedLength], finish_by: date
) -> str:
    return (
        f"Only {len(planned)} of the {len(sessions)} sessions fit before the funding ends on "
        f"{_spoken(finish_by)}. Choose an earlier first date."
    )


def _spoken(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()]} {on.day} {on:%B %Y}"
