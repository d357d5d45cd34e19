"""When a decision is due, and how a pause moves that."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_portal.common.dates import LONDON, end_of_day
from referrals.clocks import after_pause, due_moment, due_words
from referrals.danger_signs import Level

FRIDAY = dt.date(2026, 11, 27)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=LONDON)


def days_on(count: int) -> dt.date:
    return FRIDAY + dt.timedelta(days=count)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (at(FRIDAY, 9), end_of_day(FRIDAY)),
        (at(FRIDAY, 14, 59), end_of_day(FRIDAY)),
        (at(FRIDAY, 15), at(days_on(3), 12)),
        (at(FRIDAY, 16, 50), at(days_on(3), 12)),
        (at(days_on(1), 9), at(days_on(3), 12)),  # a Saturday
        (at(dt.date(2026, 12, 24), 16), at(dt.date(2026, 12, 29), 12)),  # Christmas
        (dt.datetime(2026, 6, 30, 14, 30, tzinfo=dt.UTC), at(dt.date(2026, 7, 1), 12)),  # summer
    ],
)
def test_a_same_day_sign_is_due_today_or_by_noon_of_the_next_working_day(received, due):
    assert due_moment(Level.SAME_DAY, received) == due


@pytest.mark.parametrize("level", [Level.SOON, Level.NOTED, Level.NONE])
def test_the_others_are_due_after_two_working_days(level):
    assert due_moment(level, at(FRIDAY, 16, 50)) == end_of_day(days_on(4))


def test_the_hours_are_settings(settings):
    settings.DANGER_CUTOFF_HOUR, settings.DANGER_NOON_HOUR = 12, 10

    assert due_moment(Level.SAME_DAY, at(FRIDAY, 13)) == at(days_on(3), 10)


@pytest.mark.parametrize(
    ("due", "since", "now", "moved"),
    [
        # Asked on Friday at four, answered on Monday at ten: eight and ten working hours.
        (end_of_day(days_on(3)), at(FRIDAY, 16), at(days_on(3), 10), at(days_on(4), 17, 59)),
        # A weekend alone takes no working time.
        (end_of_day(days_on(4)), at(days_on(1), 9), at(days_on(2), 18), end_of_day(days_on(4))),
        # What was left on Friday goes on after the weekend.
        (at(FRIDAY, 22), at(FRIDAY, 9), at(FRIDAY, 12), at(days_on(3), 1)),
    ],
)
def test_a_pause_moves_the_moment_by_the_working_time_of_the_pause(due, since, now, moved):
    assert after_pause(due, since, now) == moved


MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 6, 1), timezones=st.just(dt.UTC))
PAUSES = st.timedeltas(dt.timedelta(0), dt.timedelta(days=30))


@given(MOMENTS, MOMENTS, PAUSES, PAUSES)
def test_a_longer_pause_never_makes_a_decision_due_earlier(due, since, pause, more):
    once = after_pause(due, since, since + pause)

    assert due <= once <= after_pause(due, since, since + pause + more)


def test_the_hour_is_said_only_where_it_is_not_the_end_of_a_day():
    assert due_words(end_of_day(FRIDAY)) == "27 Nov 2026"
    assert due_words(at(days_on(3), 12), month="%B") == "30 November 2026, 12:00"
