"""Book the one-to-one sessions of the demonstration one by one, through the verbs.

One of the three past sessions was missed, so that there is one to catch up; two are to come.
"""

import datetime as dt
from collections.abc import Callable

from cohorts.enums import Mark
from cohorts.models import Cohort, Enrolment, Session
from cohorts.register import mark
from cohorts.single_sessions import book_session
from referral_portal.accounts.models import User
from referral_portal.common.dates import at_local, bank_holidays, local_today

AFTERNOON = dt.time(14, 0)  # when no group meets
MARKS = (Mark.ATTENDED, Mark.ABSENT_AGREED, Mark.ATTENDED)
TO_COME = (4, 5)
APART = dt.timedelta(days=4)


def one_by_one(
    cohort: Cohort, *, facilitator: User, told: Callable[[dt.datetime], None], now: dt.datetime
) -> None:
    """Book and hold the sessions of the participant of `cohort`; `told` releases the messages so far."""
    enrolment = Enrolment.objects.get(place__cohort=cohort)
    day = cohort.starts_on
    for number, given in enumerate(MARKS, start=1):
        session = _booked(enrolment, number, day, facilitator, now)
        held = {"by": facilitator, "now": session.ends_at}
        mark(session_id=session.pk, marks={enrolment.pk: given}, **held)
        day = local_today(session.ends_at) + APART
    told(session.ends_at)
    day = max(day, local_today(now) + APART)
    for number in TO_COME:
        session = _booked(enrolment, number, day, facilitator, now)
        day = local_today(session.ends_at) + APART


def _booked(
    enrolment: Enrolment, number: int, day: dt.date, facilitator: User, now: dt.datetime
) -> Session:
    """Book one session for `day`, or for the first day after it that is not a bank holiday."""
    while bank_holidays(day, day):
        day += dt.timedelta(days=1)
    return book_session(
        enrolment_id=enrolment.pk,
        plan_number=number,
        on=day,
        start=AFTERNOON,
        minutes=90,
        facilitator=facilitator,
        by=facilitator,
        now=min(at_local(day, AFTERNOON) - dt.timedelta(days=1), now),
    )
