"""The moments are those of the clocks in Kent, even when summer time begins and ends."""

import datetime as dt

import pytest

from referral_portal.common.moments import last_moment, leaves_from, moment_after, next_moment


@pytest.fixture(autouse=True)
def twice_a_day(settings):
    settings.MESSAGE_MOMENTS = (dt.time(9), dt.time(16, 30))
    settings.MESSAGE_LEAST_HOURS = 4


def at(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{words}+00:00")


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ("2026-12-01 08:59:59", "2026-11-30 16:30", "2026-12-01 09:00"),
        ("2026-12-01 09:00", "2026-12-01 09:00", "2026-12-01 09:00"),
        ("2026-12-01 09:00:00.000001", "2026-12-01 09:00", "2026-12-01 16:30"),
        ("2026-12-31 23:00", "2026-12-31 16:30", "2027-01-01 09:00"),
        # In summer the clocks in Kent are an hour ahead.
        ("2026-07-01 08:00", "2026-07-01 08:00", "2026-07-01 08:00"),
        ("2026-07-01 15:31", "2026-07-01 15:30", "2026-07-02 08:00"),
        # The clocks go forward on 28 March 2027 and back on 31 October.
        ("2027-03-27 20:00", "2027-03-27 16:30", "2027-03-28 08:00"),
        ("2027-10-30 20:00", "2027-10-30 15:30", "2027-10-31 09:00"),
    ],
)
def test_the_moments_before_and_after(now, last, following):
    assert last_moment(at(now)) == at(last)
    assert next_moment(at(now)) == at(following)


def test_the_hour_that_comes_twice_gives_a_moment_that_is_still_to_come(settings):
    settings.MESSAGE_MOMENTS = (dt.time(1, 30),)
    assert next_moment(at("2027-10-31 00:15")) == at("2027-10-31 00:30")
    assert next_moment(at("2027-10-31 00:45")) == at("2027-11-01 01:30")
    assert last_moment(at("2027-10-31 00:45")) == at("2027-10-31 00:30")


def test_one_moment_follows_another():
    assert moment_after(at("2026-12-01 09:00")) == at("2026-12-01 16:30")
    assert moment_after(at("2026-12-01 16:30")) == at("2026-12-02 09:00")


def test_only_a_message_that_waits_for_its_release_stays_the_least_time():
    decided = at("2026-12-01 12:31")
    assert leaves_from(decided, waits=False) == at("2026-12-01 16:30")
    assert leaves_from(decided, waits=True) == at("2026-12-02 09:00")
    assert leaves_from(at("2026-12-01 12:30"), waits=True) == at("2026-12-01 16:30")
