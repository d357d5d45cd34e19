"""The figures of the team: arrivals by week, where open referrals stand, clocks kept by month.

Restricted referrals and those that are set aside are not counted, so every user reads the same and
no figure tells of a referral that is hidden from its reader.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.db.models.functions import TruncMonth, TruncWeek

from referral_portal.common.dates import LONDON, at_local, local_today
from referrals.enums import FINAL, Clock, Route, Status
from referrals.models import ClockResult, Referral
from referrals.querysets import ReferralQuerySet

WEEKS, MONTHS = 8, 6
OPEN = tuple(status for status in Status if status not in FINAL)


@dataclass(frozen=True)
class Week:
    """How many referrals arrived in the week that begins on `monday`, by route."""

    monday: dt.date
    own: int
    agency: int

    @property
    def both(self) -> int:
        """The arrivals of both routes."""
        return self.own + self.agency


@dataclass(frozen=True)
class Standing:
    """How many open referrals have one status, and how many days ago the oldest arrived."""

    status: Status
    number: int
    oldest_days: int | None


@dataclass(frozen=True)
class Kept:
    """One clock in one month: how many ended in time, and how many late."""

    clock: Clock
    in_time: int
    late: int

    @property
    def share(self) -> str:
        """What part was in time, in words."""
        ended = self.in_time + self.late
        return f"{self.in_time} of {ended}" if ended else "None ended"


@dataclass(frozen=True)
class Month:
    """What became of the clocks that ended in the month that begins on `first`."""

    first: dt.date
    clocks: tuple[Kept, ...]


def counted() -> ReferralQuerySet:
    """Return the referrals that the figures count."""
    return Referral.objects.filter(is_restricted=False, set_aside_at=None)


def arrivals(now: dt.datetime) -> list[Week]:
    """Return the last WEEKS weeks, this one included, the earliest first."""
    today = local_today(now)
    this = today - dt.timedelta(days=today.weekday())
    mondays = [this - dt.timedelta(weeks=number) for number in reversed(range(WEEKS))]
    rows = (
        counted()
        .filter(submitted_at__gte=at_local(mondays[0], dt.time(0)))
        .order_by()
        .values("route", week=TruncWeek("submitted_at", tzinfo=LONDON))
        .annotate(number=Count("*"))
    )
    found = {(local_today(row["week"]), row["route"]): row["number"] for row in rows}
    return [
        Week(
            monday=monday,
            own=found.get((monday, Route.SELF), 0),
            agency=found.get((monday, Route.AGENCY), 0),
        )
        for monday in mondays
    ]


def standing(now: dt.datetime) -> list[Standing]:
    """Return how many open referrals have each status, in the order of a referral's life."""
    rows = (
        counted()
        .filter(ended_at=None)
        .order_by()
        .values("status")
        .annotate(number=Count("*"), oldest=Min("submitted_at"))
    )
    found = {row["status"]: row for row in rows}
    today = local_today(now)
    return [
        Standing(
            status=status,
            number=found[status]["number"] if status in found else 0,
            oldest_days=(today - local_today(found[status]["oldest"])).days
            if status in found
            else None,
        )
        for status in OPEN
    ]


def kept_by_month(now: dt.datetime) -> list[Month]:
    """Return the last MONTHS months, this one included, the latest first."""
    firsts = [local_today(now).replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - dt.timedelta(days=1)).replace(day=1))
    restricted = Referral.objects.filter(is_restricted=True)
    rows = (
        ClockResult.objects.filter(at__gte=at_local(firsts[-1], dt.time(0)), undone_at=None)
        .exclude(referral__in=restricted.values("pk"))
        .order_by()
        .values("clock", "is_kept", month=TruncMonth("at", tzinfo=LONDON))
        .annotate(number=Count("*"))
    )
    found = {
        (local_today(row["month"]), row["clock"], row["is_kept"]): row["number"] for row in rows
    }
    return [
        Month(
            first,
            tuple(
                Kept(clock, found.get((first, clock, True), 0), found.get((first, clock, False), 0))
                for clock in Clock
            ),
        )
        for first in firsts
    ]
