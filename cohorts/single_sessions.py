"""Booking one session for one person: every session one to one, and a catch-up in a group.

The next session of the plan is offered, and any that was missed. Moving makes a new row: whatever
was answered about the old time, such as the check before the session, must not count for the new.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Max

from cohorts import workflow
from cohorts.bookings import book
from cohorts.enums import SessionStatus
from cohorts.locks import locked
from cohorts.models import Cohort, Enrolment, Session
from cohorts.permissions import check_can_book
from cohorts.progress import PlanItem, PlanItemState, progress_of
from cohorts.schedule import PlannedSession
from cohorts.single_session_rules import (
    ON,
    CannotBook,
    bookable,
    checked,
    in_words,
    is_as_booked,
    who_comes,
)
from referral_portal.accounts.models import User
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local_today
from referrals.notifications import appointment, withdraw_appointment


def book_session(
    *,
    enrolment_id: uuid.UUID,
    plan_number: int,
    on: dt.date,
    start: dt.time,
    minutes: int,
    facilitator: User,
    by,
    now: dt.datetime,
) -> Session:
    """Book session `plan_number` of the plan for one person; he is told after release.

    `start` is wall-clock time in Kent. Raises CannotBook; CannotEnd when the place has ended;
    PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_book(by, cohort.pk, local_today(now))
        referral = who_comes(enrolment)
        progress = progress_of(enrolment, cohort)
        item = bookable(progress, plan_number, cohort)
        when = checked(
            cohort, enrolment, item, on, start, minutes, facilitator, progress=progress, now=now
        )
        session = _make(
            cohort,
            enrolment,
            item,
            when,
            is_catch_up=item.state == PlanItemState.MISSED,
            facilitator=facilitator,
        )
        _recorded("session.book", session, facilitator, by=by, now=now)
        appointment(referral, session.pk, when=in_words(session), now=now)
    return session


def move_session(
    *,
    session_id: int,
    on: dt.date,
    start: dt.time,
    minutes: int,
    facilitator: User,
    by,
    now: dt.datetime,
) -> Session:
    """Give a booked session another time, and return the row that takes its place.

    Raises CannotBook, also for a session of a whole group and one that has begun; CannotEnd when
    the place has ended; PermissionDenied.
    """
    with transaction.atomic():
        old = Session.objects.get(pk=session_id)
        if old.enrolment_id is None:
            raise CannotBook("A session of the whole group stays in its weekly slot.")
        enrolment, cohort = locked(old.enrolment_id)
        check_can_book(by, cohort.pk, local_today(now))
        referral = who_comes(enrolment)
        # Read again behind the lock: it may have been cancelled or held meanwhile.
        old = Session.objects.get(pk=session_id)
        if old.status != SessionStatus.PLANNED or old.starts_at <= now:
            raise CannotBook("This session has begun, or does not stand any more.")
        progress = progress_of(enrolment, cohort)
        item = progress.item(old.plan_number)
        when = checked(
            cohort,
            enrolment,
            item,
            on,
            start,
            minutes,
            facilitator,
            progress=progress,
            now=now,
            moved=old,
        )
        if is_as_booked(old, when, facilitator):
            # He would be told of a change that is none.
            raise CannotBook("That is how it is booked now. Change the day, the time or who.", ON)
        knew = not withdraw_appointment(referral.pk, old.pk, by=by, now=now)
        workflow.cancel_sessions([old], reason="Moved to another time", by=by, now=now)
        new = _make(
            cohort, enrolment, item, when, is_catch_up=old.is_catch_up, facilitator=facilitator
        )
        _recorded("session.move", new, facilitator, by=by, now=now, instead_of=old.pk)
        appointment(referral, new.pk, when=in_words(new), now=now, moved=knew)
    return new


def _make(
    cohort: Cohort,
    enrolment: Enrolment,
    item: PlanItem,
    when: PlannedSession,
    *,
    is_catch_up: bool,
    facilitator: User,
) -> Session:
    last = cohort.sessions.aggregate(last=Max("number"))["last"] or 0
    session = Session.objects.create(
        cohort=cohort,
        number=last + 1,
        plan_number=item.number,
        title=item.title,
        enrolment=enrolment,
        is_catch_up=is_catch_up,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
    )
    book([session], venue=cohort.venue, facilitators=[facilitator])
    return session


def _recorded(action: str, session: Session, facilitator: User, *, by, now, **data) -> None:
    record(
        action,
        actor=by,
        target=session,
        now=now,
        cohort=session.cohort_id,
        enrolment=session.enrolment_id,
        plan_number=session.plan_number,
        facilitator=facilitator.pk,
        **data,
    )
