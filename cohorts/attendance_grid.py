"""The attendance of a whole group at a glance: each participant beside each session of the plan.

A cell says what counts for that session, which may be one that was caught up alone. It never says why
a session was cancelled. Whether a participant can complete is for `progress`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohorts.enums import COUNTS, Mark, SessionStatus
from cohorts.models import Cohort, Enrolment, Session
from cohorts.progress import PlanItem, PlanItemState, plan_of, progress_in
from cohorts.runs import Run, runs_in
from programmes.models import SessionPlan
from referral_portal.common.dates import local

SHORT = {
    Mark.ATTENDED: "Attended",
    Mark.LATE: "Late",
    Mark.TOO_LATE: "Too late",
    Mark.LEFT_EARLY: "Left early",
    Mark.ASKED_TO_LEAVE: "Asked to leave",
    Mark.ABSENT_AGREED: "Absent, agreed",
    Mark.ABSENT: "Absent",
    Mark.CANCELLED_BY_US: "Cancelled by us",
}
CAUGHT_UP, TO_CATCH_UP, NO_MARK, TO_COME = "Caught up", "To catch up", "No mark", "To come"


@dataclass(frozen=True)
class Cell:
    """What one participant did about one session, in a word or two."""

    words: str
    counts: bool = False
    is_open: bool = False  # something is still to be done: a mark, or a session to catch up


@dataclass(frozen=True)
class Column:
    """One session of the plan: its number, and when the group meets for it."""

    number: int
    starts_at: dt.datetime | None  # None when the group does not hold it
    attended: int  # how many of the rows attended it or caught it up

    @property
    def date(self) -> str:
        """The day on which the group meets, or that it does not."""
        return f"{local(self.starts_at):%-d %b}" if self.starts_at else "Not held"


@dataclass(frozen=True)
class Row:
    """One participant: the cells in the order of the columns, and how many of them count."""

    enrolment: Enrolment
    cells: tuple[Cell, ...]

    @property
    def delivered(self) -> int:
        """The number of sessions that the participant has attended or caught up."""
        return sum(cell.counts for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """The columns, and a row for each participant."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def grid_of(cohort: Cohort, enrolments: Sequence[Enrolment], now: dt.datetime) -> Grid:
    """Return the grid of these participants of a cohort, in their order.

    Makes four queries, however many participants and sessions there are.
    """
    plan, sessions = plan_of(cohort), list(cohort.sessions.all())
    runs = runs_in(cohort, enrolments)
    rows = tuple(
        Row(enrolment, _cells(cohort, plan, sessions, runs[enrolment.pk], now))
        for enrolment in enrolments
    )
    dates = _dates(sessions)
    columns = tuple(
        Column(
            number=planned.number,
            starts_at=dates.get(planned.number),
            attended=sum(row.cells[at].counts for row in rows),
        )
        for at, planned in enumerate(plan)
    )
    return Grid(columns, rows)


def _dates(sessions: Sequence[Session]) -> Mapping[int, dt.datetime]:
    """Return when the group meets for each session of the plan that is not cancelled."""
    together = [
        row
        for row in sessions
        if row.enrolment_id is None and row.status != SessionStatus.CANCELLED
    ]
    return {row.plan_number: row.starts_at for row in together}


def _cells(
    cohort: Cohort,
    plan: Sequence[SessionPlan],
    sessions: Sequence[Session],
    run: Run,
    now: dt.datetime,
) -> tuple[Cell, ...]:
    progress = progress_in(cohort, plan=plan, sessions=sessions, run=run)
    return tuple(_cell(item, run, now) for item in progress.items)


def _cell(item: PlanItem, run: Run, now: dt.datetime) -> Cell:
    session = item.session
    mark = run.marks.get(session.pk) if session else None
    if item.state == PlanItemState.DELIVERED:
        words = SHORT[Mark(mark)] if item.in_the_group and mark in COUNTS else CAUGHT_UP
        return Cell(words, counts=True)
    if item.state == PlanItemState.MISSED:
        return Cell(SHORT[Mark(mark)] if mark else TO_CATCH_UP, is_open=True)
    if item.state == PlanItemState.BOOKED and session.starts_at <= now:
        return Cell(NO_MARK, is_open=True)
    return Cell(TO_COME)
