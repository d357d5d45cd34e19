"""Work out how far a participant is in the plan of the programme.

A session of the plan is delivered once the participant has attended it or its catch-up. In a group
the plan is the sessions that the cohort holds; one to one it is every session of the programme.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from django.conf import settings

from cohorts.enums import COUNTS, SessionStatus
from cohorts.models import Attendance, Cohort, Enrolment, Session
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

    @property
    def topic(self) -> str:
        """The title, or an empty text where the title is only the number."""
        return "" if self.title == f"Session {self.number}" else self.title


@dataclass(frozen=True)
class Progress:
    """All sessions of the plan, for one participant."""

    items: tuple[PlanItem, ...]
    unmarked: int

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
    """Return the progress of one participant with three queries."""
    marks = Attendance.objects.filter(enrolment=enrolment).order_by("number")
    return progress_in(
        cohort,
        plan=plan_of(cohort),
        sessions=cohort.sessions.of_person(enrolment.pk),
        enrolment=enrolment,
        marks=dict(marks.values_list("session_id", "mark")),
    )


def plan_of(cohort: Cohort) -> list[SessionPlan]:
    """Return the planned sessions of the cohort's programme, in order."""
    return list(cohort.programme_version.session_plans.order_by("number"))


def progress_in(
    cohort: Cohort,
    *,
    plan: Sequence[SessionPlan],
    sessions: Iterable[Session],
    enrolment: Enrolment,
    marks: Mapping[int, str],
) -> Progress:
    """Return the progress of one participant without a query.

    `sessions` may include sessions of other participants. `marks` are the newest marks of this
    participant, by session.
    """
    own = [row for row in sessions if _is_for(row, enrolment.pk)]
    live = sorted(
        (row for row in own if row.status != SessionStatus.CANCELLED),
        key=lambda row: (row.starts_at, row.number),
    )
    together = [row for row in live if row.enrolment_id is None]
    held_here = {row.plan_number for row in together}
    items = tuple(
        _item(
            row,
            [one for one in live if one.plan_number == row.number],
            marks=marks,
            joined_at=enrolment.started_at,
            together=[] if cohort.is_single else together,
        )
        for row in plan
        if cohort.is_single or row.number in held_here
    )
    unmarked = sum(row.pk not in marks and row.ends_at > enrolment.started_at for row in live)
    return Progress(items=items, unmarked=unmarked)


def _is_for(session: Session, enrolment_id: uuid.UUID) -> bool:
    return session.enrolment_id in {None, enrolment_id}


def _item(
    plan: SessionPlan,
    sessions: list[Session],
    *,
    marks: Mapping[int, str],
    joined_at: dt.datetime,
    together: list[Session],
) -> PlanItem:
    attended = [row for row in sessions if marks.get(row.pk) in COUNTS]
    # A session that was over before the place was given needs no mark: it counts as missed.
    waiting = [row for row in sessions if row.pk not in marks and row.ends_at > joined_at]
    due_on = None
    if attended:
        state = PlanItemState.DELIVERED
    elif waiting:
        state = PlanItemState.BOOKED
    elif sessions:
        state = PlanItemState.MISSED
        due_on = _due_on(sessions[0], together)
    else:
        state = PlanItemState.OPEN
    return PlanItem(
        number=plan.number,
        minutes=plan.minutes,
        title=plan.title,
        state=state,
        session=([*sessions, *waiting, *attended] or [None])[-1],
        in_the_group=any(not row.is_catch_up for row in attended),
        due_on=due_on,
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
