"""The fixed moments of the day at which messages to participants and referrers leave.

MESSAGE_MOMENTS names them in the time of Kent. Everyone's are the same, so that the time of a message
says nothing about what happened before it was released.
"""

import datetime as dt
from bisect import bisect_left

from django.conf import settings

from referral_portal.common.dates import at_local, local

A_DAY = dt.timedelta(days=1)
NEXT = dt.timedelta(microseconds=1)


def next_moment(now: dt.datetime) -> dt.datetime:
    """Return the first moment that is not before `now`."""
    clocks = settings.MESSAGE_MOMENTS
    here = local(now)
    day, number = here.date(), bisect_left(clocks, here.time())
    while True:
        if number == len(clocks):
            day, number = day + A_DAY, 0
        moment = at_local(day, clocks[number]).astimezone(dt.UTC)
        if moment >= now:  # otherwise the clocks have been put back in between
            return moment
        number += 1


def moment_after(moment: dt.datetime) -> dt.datetime:
    """Return the moment that follows `moment`."""
    return next_moment(moment + NEXT)


def last_moment(now: dt.datetime) -> dt.datetime:
    """Return the last moment that is not after `now`."""
    clocks = settings.MESSAGE_MOMENTS
    today = local(now).date()
    for day in (today, today - A_DAY):
        for clock in reversed(clocks):
            moment = at_local(day, clock).astimezone(dt.UTC)
            if moment <= now:
                return moment
    raise ValueError("MESSAGE_MOMENTS names no moment.")


def leaves_from(now: dt.datetime, *, waits: bool) -> dt.datetime:
    """Return the first moment at which a message written at `now` may leave.

    One that waits for its release stays for MESSAGE_LEAST_HOURS at the least: a quick release then
    looks like one that took a telephone call.
    """
    return next_moment(now + dt.timedelta(hours=settings.MESSAGE_LEAST_HOURS) * waits)
