"""The one-to-one sessions of the demonstration: some held, one missed, two to come."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cohorts.models import Attendance, Session
from referral_portal.common.dates import bank_holidays, local_today
from safeguarding.demo.one_to_one import MARKS, TO_COME, one_by_one
from tests.factories.single import placed_alone

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_past_sessions_are_marked_and_none_is_on_a_bank_holiday():
    enrolment = placed_alone()
    cohort = enrolment.place.cohort
    now = timezone.make_aware(
        dt.datetime.combine(cohort.starts_on + dt.timedelta(weeks=3), dt.time(12))
    )
    told = []
    with time_machine.travel(now, tick=False):
        one_by_one(cohort, facilitator=cohort.staffing.first().user, told=told.append, now=now)
    sessions = list(Session.objects.filter(cohort=cohort).order_by("starts_at"))
    assert len(sessions) == len(MARKS) + len(TO_COME)
    marks = Attendance.objects.order_by("session__starts_at").values_list("mark", flat=True)
    assert list(marks) == list(MARKS)
    assert told == [sessions[len(MARKS) - 1].ends_at]
    assert all(session.starts_at > now for session in sessions[len(MARKS) :])
    days = [local_today(session.starts_at) for session in sessions]
    assert not any(bank_holidays(day, day) for day in days)
