"""Work out how far a participant is in the plan of the programme.

A session of the plan is delivered once the participant has attended it or its catch-up, in this
cohort or earlier in the same run through the programme. The plan is every session of the programme,
also one that the group will not hold: each participant catches that one up.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from django.conf import settings

from cohorts.enums import COUNTS, SessionStatus
from cohorts.models import Cohort, Enrolment, Session
from cohorts.runs import Run, runs_in
from programmes.models import SessionPlan
from referral_portal.common.dates import local


class PlanItemState(Enum):
    """What a participant has done about one session of the plan."""

    OPEN = "not booked"
    BOOKED = "booked"
    MISSED = "to catch up"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class PlanItem:
    """One session of the plan, for one participant."""

    number: int
    minutes: int
    title: str
    state: PlanItemState
    session: Session | None = None  # the latest one, if there is one
    in_the_group: bool = False  # delivered in the group, not as a catch-up
    due_on: dt.date | None = None  # the last day to catch up a missed session
    was_held: bool = False  # held by the group, or delivered

    @property
    def topic(self) -> str:
        """The title, or an empty text where the title is only the number."""
        return "" if self.title == f"Session {self.number}" else self.title


@dataclass(frozen=True)
class Progress:
    """All sessions of the plan, for one participant."""

    items: tuple[PlanItem, ...]
    unmarked_in: frozenset[int]  # the sessions in which the participant is expected and has no mark

    @property
    def unmarked(self) -> int:
        """The number of sessions in which the participant still needs a mark."""
        return len(self.unmarked_in)

    @property
    def delivered(self) -> int:
        """The number of sessions that the participant has attended or caught up."""
        return sum(item.state == PlanItemState.DELIVERED for item in self.items)

    @property
    def in_the_group(self) -> int:
        """The number of sessions that the participant has attended with the group."""
        return sum(item.in_the_group for item in self.items)

    @property
    def of_all(self) -> int:
        """The number of sessions in the plan."""
        return len(self.items)

    @property
    def held(self) -> int:
        """The number of sessions that the group has held or that the participant has attended."""
        return sum(item.was_held for item in self.items)

    @property
    def missed(self) -> list[PlanItem]:
        """The sessions that the participant has to catch up."""
        return [item for item in self.items if item.state == PlanItemState.MISSED]

    @property
    def next_open(self) -> PlanItem | None:
        """The first session that is not booked yet."""
        return next((item for item in self.items if item.state == PlanItemState.OPEN), None)

    def item(self, number: int) -> PlanItem | None:
        """Return session `number` of the plan, or None."""
        return next((item for item in self.items if item.number == number), None)


def progress_of(enrolment: Enrolment, cohort: Cohort) -> Progress:
    """Return the progress of one participant with four queries."""
    return progress_in(
        cohort,
        plan=plan_of(cohort),
        sessions=cohort.sessions.all(),
        run=runs_in(cohort, [enrolment])[enrolment.pk],
    )


def plan_of(cohort: Cohort) -> list[SessionPlan]:
    """Return the planned sessions of the cohort's programme, in order."""
    return list(cohort.programme_version.session_plans.order_by("number"))


def progress_in(
    cohort: Cohort,
    *,
    plan: Sequence[SessionPlan],
    sessions: Iterable[Session],
    run: Run,
) -> Progress:
    """Return the progress of one participant without a query.

    `sessions` are those of the cohort, and may include sessions of other participants.
    """
    for_whom = {None, *(row.pk for row in run.enrolments)}
    live = sorted(
        (
            row
            for row in sessions
            if row.status != SessionStatus.CANCELLED and row.enrolment_id in for_whom
        ),
        key=lambda row: (row.starts_at, row.number),
    )
    together = [row for row in live if row.enrolment_id is None]
    items = []
    for row in plan:
        here = [one for one in live if one.plan_number == row.number]
        elsewhere = _attended_elsewhere(row, cohort, run)
        items.append(
            _item(row, elsewhere + here, run=run, together=None if cohort.is_single else together)
        )
    unmarked = (row.pk for row in live if row.pk not in run.marks and run.is_on_register(row))
    return Progress(items=tuple(items), unmarked_in=frozenset(unmarked))


def against_completing(progress: Progress, cohort: Cohort, *, with_reason: bool) -> str:
    """Return why this progress cannot be completed, or an empty text.

    `with_reason` means that a manager gives a reason.
    """
    if progress.unmarked:
        one = progress.unmarked == 1
        sessions = "1 session has" if one else f"{progress.unmarked} sessions have"
        return f"{sessions} no mark yet. Take the register first."
    missing = what_is_missing(progress, cohort)
    if missing and not with_reason:
        return f"{missing} A programme manager can complete this with a reason."
    return ""


def what_is_missing(progress: Progress, cohort: Cohort) -> str:
    """Return in words the attendance that is missing for completing, or an empty text."""
    of_all, together = progress.of_all, progress.in_the_group
    if not cohort.is_single and not _reaches(together, of_all, settings.COMPLETION_MIN_SHARE):
        return (
            f"Attended {together} of {of_all} sessions, fewer than the "
            f"{settings.COMPLETION_MIN_SHARE:.0%} needed."
        )
    if not _reaches(progress.delivered, of_all, settings.COMPLETION_DELIVERED_SHARE):
        had = f"{progress.delivered} of {of_all}"
        return f"Attended or caught up {had} sessions. Book the others first."
    return ""


def _reaches(part: int, of_all: int, share: float) -> bool:
    return bool(of_all) and Fraction(part, of_all) >= Fraction(str(share))


def _attended_elsewhere(plan: SessionPlan, cohort: Cohort, run: Run) -> list[Session]:
    """Return the sessions of the run in other cohorts that delivered this session of the plan.

    In a cohort of another version of the programme, a session with another title does not count.
    """
    return [
        row
        for row in run.attended
        if row.cohort_id != cohort.pk
        and row.plan_number == plan.number
        and (run.version_of(row) == cohort.programme_version_id or row.title == plan.title)
    ]


def _item(
    plan: SessionPlan,
    sessions: list[Session],
    *,
    run: Run,
    together: list[Session] | None,
) -> PlanItem:
    """Return one item; `together` are the sessions of the group, or None one to one."""
    attended = [row for row in sessions if run.marks.get(row.pk) in COUNTS]
    # A session that was over before the place was given needs no mark: it counts as missed.
    waiting = [row for row in sessions if row.pk not in run.marks and run.is_on_register(row)]
    due_on = None
    if attended:
        state = PlanItemState.DELIVERED
    elif waiting:
        state = PlanItemState.BOOKED
    elif sessions:
        state = PlanItemState.MISSED
        due_on = _due_on(sessions[0], together or [])
    else:
        # The group will not hold a session that it has no row for.
        state = PlanItemState.OPEN if together is None else PlanItemState.MISSED
    return PlanItem(
        number=plan.number,
        minutes=plan.minutes,
        title=plan.title,
        state=state,
        session=([*sessions, *waiting, *attended] or [None])[-1],
        in_the_group=any(not row.is_catch_up for row in attended),
        due_on=due_on,
        was_held=bool(attended) or any(row.status == SessionStatus.HELD for row in sessions),
    )


def _due_on(missed: Session, together: list[Session]) -> dt.date | None:
    """Return the last day to catch up, or None while the group has too few later sessions.

    CATCH_UP_SESSIONS and REBOOK_DAYS set that day. A later catch-up is shown as overdue, and not
    refused.
    """
    if not together:
        return local(missed.starts_at).date() + dt.timedelta(days=settings.REBOOK_DAYS)
    later = [row for row in together if row.starts_at > missed.starts_at]
    if len(later) < settings.CATCH_UP_SESSIONS:
        return None
    return local(later[settings.CATCH_UP_SESSIONS - 1].starts_at).date()
