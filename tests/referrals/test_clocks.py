"""When each clock of a referral runs out, and how a pause moves that."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.clocks import Clocks
from referral_portal.common.dates import LONDON, end_of_day
from referrals.clocks import after_pause, decision_moment, due_words, moments, pauses
from referrals.danger_signs import Level
from referrals.enums import Status

FRIDAY = dt.date(2026, 11, 27)
CLOCKS = Clocks(
    contact_working_days=2,
    decision_working_days=10,
    place_days=14,
    cutoff_hour=17,
    pauses_for_answer=True,
    pauses_on_hold=True,
)


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
    assert decision_moment(Level.SAME_DAY, received, CLOCKS) == due


@pytest.mark.parametrize("level", [Level.SOON, Level.NOTED, Level.NONE])
def test_the_others_are_decided_within_ten_working_days(level):
    assert decision_moment(level, at(FRIDAY, 16, 50), CLOCKS) == end_of_day(days_on(14))


@pytest.mark.parametrize(
    ("received", "hour", "due"),
    [
        (at(FRIDAY, 16, 59), 17, days_on(14)),
        (at(FRIDAY, 17), 17, days_on(17)),  # counted from Monday
        (at(days_on(1), 9), 17, days_on(17)),  # a Saturday
        (at(FRIDAY, 23, 59), 24, days_on(14)),  # no cut-off
    ],
)
def test_from_the_cut_off_hour_on_a_decision_is_counted_from_the_next_working_day(
    received, hour, due
):
    clocks = replace(CLOCKS, cutoff_hour=hour)

    assert decision_moment(Level.SOON, received, clocks) == end_of_day(due)


def test_the_first_contact_keeps_the_promise_of_the_public_pages_whatever_the_hour():
    for level in (Level.SAME_DAY, Level.NONE):
        assert moments(level, at(FRIDAY, 23), CLOCKS).contact == end_of_day(days_on(4))


def test_assessment_and_place_have_fourteen_days_of_the_calendar():
    due = moments(Level.NONE, at(FRIDAY, 23), CLOCKS).place

    assert due == end_of_day(days_on(14))


def test_a_local_closure_is_no_working_day():
    clocks = replace(CLOCKS, closed=frozenset({days_on(3)}))  # Monday

    assert moments(Level.NONE, at(FRIDAY, 9), clocks).contact == end_of_day(days_on(5))
    assert decision_moment(Level.SOON, at(FRIDAY, 9), clocks) == end_of_day(days_on(17))
    assert decision_moment(Level.SAME_DAY, at(FRIDAY, 16), clocks) == at(days_on(4), 12)
    # A form that arrives on the closed day itself waits for the day after it.
    assert decision_moment(Level.SAME_DAY, at(days_on(3), 9), clocks) == at(days_on(4), 12)


def test_the_hours_are_settings(settings):
    settings.DANGER_CUTOFF_HOUR, settings.DANGER_NOON_HOUR = 12, 10

    assert decision_moment(Level.SAME_DAY, at(FRIDAY, 13), CLOCKS) == at(days_on(3), 10)


@pytest.mark.parametrize(
    ("status", "level", "change", "expected"),
    [
        (Status.INFORMATION_REQUESTED, Level.SOON, {}, True),
        (Status.INFORMATION_REQUESTED, Level.SAME_DAY, {}, True),
        (Status.INFORMATION_REQUESTED, Level.SOON, {"pauses_for_answer": False}, False),
        (Status.ON_HOLD, Level.SOON, {}, True),
        (Status.ON_HOLD, Level.SAME_DAY, {}, False),
        (Status.ON_HOLD, Level.SOON, {"pauses_on_hold": False}, False),
        (Status.AWAITING_TRIAGE, Level.SOON, {}, False),
        (Status.SUSPENDED, Level.SOON, {}, False),
    ],
)
def test_which_statuses_stop_the_clocks(status, level, change, expected):
    assert pauses(status, level, replace(CLOCKS, **change)) is expected


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


def test_a_closed_day_takes_no_working_time_of_a_pause():
    due, since, now = end_of_day(days_on(4)), at(days_on(3), 9), at(days_on(3), 18)

    assert after_pause(due, since, now, frozenset({days_on(3)})) == due


MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 6, 1), timezones=st.just(dt.UTC))
PAUSES = st.timedeltas(dt.timedelta(0), dt.timedelta(days=30))


@given(MOMENTS, MOMENTS, PAUSES, PAUSES)
def test_a_longer_pause_never_makes_a_decision_due_earlier(due, since, pause, more):
    once = after_pause(due, since, since + pause)

    assert due <= once <= after_pause(due, since, since + pause + more)


def test_the_hour_is_said_only_where_it_is_not_the_end_of_a_day():
    assert due_words(end_of_day(FRIDAY)) == "27 Nov 2026"
    assert due_words(at(days_on(3), 12), month="%B") == "30 November 2026, 12:00"
