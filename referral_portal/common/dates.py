"""Dates and times in Kent: the time zone, working days and bank holidays.

Pure functions; "now" is always an argument, and so are the local closures of `programmes.clocks`.
Bank holidays come from the bundled file of
govuk-bank-holidays, so that no page waits for another server.
"""

import datetime as dt
from collections.abc import Collection
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
LAST_MINUTE = dt.time(23, 59)  # of a day
DIVISION = BankHolidays.ENGLAND_AND_WALES


@cache
def _holidays() -> dict[dt.date, str]:
    calendar = BankHolidays(use_cached_holidays=True)
    return {row["date"]: row["title"] for row in calendar.get_holidays(division=DIVISION)}


def bank_holidays(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Return the bank holidays of England and Wales from `first` to `last`, date to name."""
    return {day: title for day, title in sorted(_holidays().items()) if first <= day <= last}


def holidays_known_until() -> dt.date:
    """Return the last bank holiday in the bundled file."""
    return max(_holidays())


def is_working_day(day: dt.date, closed: Collection[dt.date] = ()) -> bool:
    """Return whether `day` is no weekend, no bank holiday and not in `closed`, the local closures."""
    return day.weekday() < 5 and day not in _holidays() and day not in closed


def working_days_after(day: dt.date, count: int, closed: Collection[dt.date] = ()) -> dt.date:
    """Return the working day that comes `count` working days after `day`."""
    while count > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day, closed):
            count -= 1
    return day


def end_of_day(day: dt.date) -> dt.datetime:
    """Return the last minute of `day` in Kent."""
    return at_local(day, LAST_MINUTE)


def working_time_between(
    start: dt.datetime, end: dt.datetime, closed: Collection[dt.date] = ()
) -> dt.timedelta:
    """Return how much of the time from `start` to `end` is on working days."""
    total, moment = dt.timedelta(0), start
    while moment < end:
        midnight = min(_next_midnight(moment), end)
        if is_working_day(local_today(moment), closed):
            total += midnight.astimezone(dt.UTC) - moment.astimezone(dt.UTC)
        moment = midnight
    return total


def after_working_time(
    moment: dt.datetime, time: dt.timedelta, closed: Collection[dt.date] = ()
) -> dt.datetime:
    """Return the moment at which `time` on working days has passed since `moment`."""
    while time > dt.timedelta(0):
        midnight = _next_midnight(moment)
        if is_working_day(local_today(moment), closed):
            left = midnight.astimezone(dt.UTC) - moment.astimezone(dt.UTC)
            if time < left:
                return moment.astimezone(dt.UTC) + time
            time -= left
        moment = midnight
    return moment


def _next_midnight(moment: dt.datetime) -> dt.datetime:
    return at_local(local_today(moment) + dt.timedelta(days=1), dt.time(0))


def local(moment: dt.datetime) -> dt.datetime:
    """Return `moment` in the time zone of Kent."""
    return moment.astimezone(LONDON)


def local_today(now: dt.datetime) -> dt.date:
    """Return the date in Kent at `now`."""
    return local(now).date()


@lru_cache(maxsize=4096)
def day_words(day: dt.date, month: str = "%b") -> str:
    """Return a day as lists show it, such as "1 Sep 2026"; with "%B" the month is in full.

    It is kept, because lists show the same days again and again.
    """
    return f"{day:%-d {month} %Y}"


def at_local(day: dt.date, clock: dt.time) -> dt.datetime:
    """Return the moment when the clock in Kent shows `clock` on `day`."""
    return dt.datetime.combine(day, clock, tzinfo=LONDON)


def age_on(born: dt.date, day: dt.date) -> int:
    """Return the age in whole years, on `day`, of a person born on `born`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
