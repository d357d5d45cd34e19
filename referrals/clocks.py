"""When a referral needs its first contact, its decision and its place, and how a pause moves that.

A decision with a same-day sign of danger has hours of its own: today, or noon of the next working
day. The first contact never pauses, because it is what we promise on the public pages.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from programmes.clocks import Clocks
from referral_portal.common.dates import (
    LAST_MINUTE,
    after_working_time,
    at_local,
    day_words,
    end_of_day,
    is_working_day,
    local,
    local_today,
    working_days_after,
    working_time_between,
)
from referrals.danger_signs import Level
from referrals.enums import Status


@dataclass(frozen=True)
class Moments:
    """When each clock of a form runs out."""

    contact: dt.datetime
    decision: dt.datetime
    place: dt.datetime


def moments(level: Level, received: dt.datetime, clocks: Clocks) -> Moments:
    """Return when the clocks of a form of danger `level`, received at `received`, run out."""
    today = local_today(received)
    contact = working_days_after(today, clocks.contact_working_days, clocks.closed)
    return Moments(
        contact=end_of_day(contact),
        decision=decision_moment(level, received, clocks),
        place=end_of_day(today + dt.timedelta(days=clocks.place_days)),
    )


def decision_moment(level: Level, received: dt.datetime, clocks: Clocks) -> dt.datetime:
    """Return when a form of danger `level`, received at `received`, is to be decided."""
    today, closed = local_today(received), clocks.closed
    is_open = is_working_day(today, closed)
    if level > Level.SAME_DAY:
        counts_today = is_open and local(received).hour < clocks.cutoff_hour
        first = today if counts_today else working_days_after(today, 1, closed)
        return end_of_day(working_days_after(first, clocks.decision_working_days, closed))
    if is_open and local(received).hour < settings.DANGER_CUTOFF_HOUR:
        return end_of_day(today)
    return at_local(working_days_after(today, 1, closed), dt.time(settings.DANGER_NOON_HOUR))


def pauses(status: Status, level: Level, clocks: Clocks) -> bool:
    """Return whether the clocks stand still in `status`; a hold never stops same-day danger."""
    if status == Status.INFORMATION_REQUESTED:
        return clocks.pauses_for_answer
    return status == Status.ON_HOLD and clocks.pauses_on_hold and level > Level.SAME_DAY


def after_pause(
    due_at: dt.datetime, since: dt.datetime, now: dt.datetime, closed: frozenset = frozenset()
) -> dt.datetime:
    """Return `due_at` moved by the working time from `since` to `now`."""
    return after_working_time(due_at, working_time_between(since, now, closed), closed)


def due_words(due_at: dt.datetime, month: str = "%b") -> str:
    """Return when a clock runs out, in words; the hour only where it is not the day's end."""
    moment = local(due_at)
    day = day_words(moment.date(), month)
    return day if moment.time() == LAST_MINUTE else f"{day}, {moment:%H:%M}"
