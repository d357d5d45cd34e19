"""Book and move sessions for one participant: all sessions one to one, and catch-ups in a group.

A participant can book the next session of the plan and any session they missed. Moving a session
makes a new row, because the link worker's check of the old time must not count for the new time.
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
    attending,
    bookable,
    checked,
    in_words,
    is_as_booked,
)
from referral_portal.accounts.models import User
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
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
    """Book session `plan_number` of the plan, and queue a message that waits for release.

    `start` is wall-clock time in Kent. Raises Refusal or PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_book(by, cohort.pk, local_today(now))
        referral = attending(enrolment)
        progress = progress_of(enrolment, cohort)
        item = bookable(progress, plan_number, cohort)
        when = checked(
            cohort, referral, item, on, start, minutes, facilitator, progress=progress, now=now
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
        appointment(
            referral, session.pk, when=in_words(session), starts_at=session.starts_at, now=now
        )
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
    """Give a booked session another time, and return the row that replaces it.

    Raises Refusal, even for a session of a whole group, and PermissionDenied.
    """
    with transaction.atomic():
        old = Session.objects.get(pk=session_id)
        if old.enrolment_id is None:
            raise Refusal("A session of the whole group stays in its weekly slot.")
        enrolment, cohort = locked(old.enrolment_id)
        check_can_book(by, cohort.pk, local_today(now))
        referral = attending(enrolment)
        # Read again behind the lock: it may have been cancelled or held in the meantime.
        old = Session.objects.get(pk=session_id)
        if old.status != SessionStatus.PLANNED or old.starts_at <= now:
            raise Refusal("This session has begun or is no longer planned.")
        progress = progress_of(enrolment, cohort)
        item = progress.item(old.plan_number)
        when = checked(
            cohort,
            referral,
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
            # Otherwise the participant would be told about a change that is not one.
            raise Refusal(
                "This session is already booked for then. "
                "Change the day, the time or the facilitator.",
                ON,
            )
        was_told = not withdraw_appointment(referral.pk, old.pk, by=by, now=now)
        workflow.cancel_sessions([old], reason="Moved to another time", by=by, now=now)
        new = _make(
            cohort, enrolment, item, when, is_catch_up=old.is_catch_up, facilitator=facilitator
        )
        _recorded("session.move", new, facilitator, by=by, now=now, instead_of=old.pk)
        appointment(
            referral, new.pk, when=in_words(new), starts_at=new.starts_at, now=now, moved=was_told
        )
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
