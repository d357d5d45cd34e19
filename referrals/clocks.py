"""When a decision is due: two working days as a rule, today for a same-day sign of danger.

A clock stops while information is asked for, and goes on by as much working time as is left.
"""

import datetime as dt

from django.conf import settings

from referral_portal.common.dates import (
    after_working_time,
    at_local,
    end_of_day,
    is_working_day,
    local,
    local_today,
    working_days_after,
    working_time_between,
)
from referrals.danger_signs import Level


def due_moment(level: Level, received: dt.datetime) -> dt.datetime:
    """Return when a form of danger `level`, received at `received`, is to be decided."""
    today = local_today(received)
    if level > Level.SAME_DAY:
        return end_of_day(working_days_after(today, settings.TRIAGE_WORKING_DAYS))
    if is_working_day(today) and local(received).hour < settings.DANGER_CUTOFF_HOUR:
        return end_of_day(today)
    return at_local(working_days_after(today, 1), dt.time(settings.DANGER_NOON_HOUR))


def after_pause(due_at: dt.datetime, since: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return `due_at` moved by the working time from `since` to `now`."""
    return after_working_time(due_at, working_time_between(since, now))


def due_words(due_at: dt.datetime, month: str = "%b") -> str:
    """Return when a decision is due, in words; the hour only where it is not the day's end."""
    moment = local(due_at)
    day = f"{moment:%-d {month} %Y}"
    return day if due_at == end_of_day(moment.date()) else f"{day}, {moment:%H:%M}"
