"""Dates in Kent: working days, bank holidays, the local day and a person's age."""

import datetime as dt

import pytest

from referral_portal.common import dates

CHRISTMAS_EVE = dt.date(2026, 12, 24)  # a Thursday


def test_weekends_and_bank_holidays_are_not_working_days():
    assert dates.is_working_day(CHRISTMAS_EVE)
    # Friday, the weekend, and Monday in place of Boxing Day.
    for days in range(1, 5):
        assert not dates.is_working_day(CHRISTMAS_EVE + dt.timedelta(days=days))
    assert dates.is_working_day(dt.date(2026, 12, 29))


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, CHRISTMAS_EVE), (1, dt.date(2026, 12, 29)), (3, dt.date(2026, 12, 31))],
)
def test_working_days_are_counted_from_the_next_day(count, expected):
    assert dates.working_days_after(CHRISTMAS_EVE, count) == expected


def test_bank_holidays_have_their_names_and_both_ends_count():
    found = dates.bank_holidays(dt.date(2026, 12, 25), dt.date(2027, 1, 1))

    assert list(found) == sorted(found)
    assert (found[dt.date(2026, 12, 25)], found[dt.date(2027, 1, 1)]) == (
        "Christmas Day",
        "New Year’s Day",
    )
    assert dates.bank_holidays(dt.date(2026, 12, 26), dt.date(2026, 12, 27)) == {}
    assert dates.holidays_known_until() >= dt.date(2027, 12, 25)


def test_the_day_in_kent_is_not_always_the_day_in_greenwich():
    before_midnight = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)

    assert dates.local_today(before_midnight) == dt.date(2026, 7, 1)
    assert dates.local(before_midnight).hour == 0
    assert dates.at_local(dt.date(2026, 7, 1), dt.time(0, 30)) == before_midnight


@pytest.mark.parametrize(
    ("day", "age"),
    [(dt.date(2026, 3, 26), 40), (dt.date(2026, 3, 27), 41), (dt.date(2026, 3, 28), 41)],
)
def test_an_age_changes_on_the_birthday(day, age):
    assert dates.age_on(dt.date(1985, 3, 27), day) == age


def test_only_time_on_working_days_counts():
    before = dates.at_local(CHRISTMAS_EVE, dt.time(18))
    after = dates.at_local(dt.date(2026, 12, 29), dt.time(6))

    assert dates.working_time_between(before, after) == dt.timedelta(hours=12)
    assert dates.working_time_between(after, before) == dt.timedelta(0)
    assert dates.after_working_time(before, dt.timedelta(hours=12)) == after
    assert dates.after_working_time(before, dt.timedelta(0)) == before


def test_a_working_day_of_a_changed_clock_has_its_own_length():
    sunday = dt.date(2026, 10, 25)  # 25 hours, none of them working time
    start = dates.at_local(sunday - dt.timedelta(days=2), dt.time(12))
    end = dates.at_local(sunday + dt.timedelta(days=1), dt.time(12))

    assert dates.working_time_between(start, end) == dt.timedelta(hours=24)
    assert dates.after_working_time(start, dt.timedelta(hours=24)) == end


def test_a_day_in_words():
    day = dt.date(2026, 9, 1)
    assert (dates.day_words(day), dates.day_words(day, "%B")) == ("1 Sep 2026", "1 September 2026")
