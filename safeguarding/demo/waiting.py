"""A group of the demonstration that has places for those who wait."""

import datetime as dt

from cohorts.enums import Weekday
from cohorts.models import Cohort
from cohorts.planning import create_cohort
from programmes.models import ProgrammeVersion, Venue
from referral_portal.common.dates import local_today

STARTS_IN = dt.timedelta(weeks=3)
EVENING = dt.time(18, 30)


def plan_group(*, users: dict, now: dt.datetime) -> Cohort:
    """Plan a group in Maidstone that starts on a Monday in three weeks."""
    first = local_today(now) + STARTS_IN
    first += dt.timedelta(days=(Weekday.MONDAY - first.weekday()) % 7)
    venue = Venue.objects.get(district__code="maidstone", is_demo=True)
    return create_cohort(
        programme_version=ProgrammeVersion.objects.current().get(programme__code="da-groupwork"),
        district=venue.district,
        venue=venue,
        name="Maidstone Mondays",
        weekday=Weekday.MONDAY,
        start_time=EVENING,
        starts_on=first,
        facilitators=[users["facilitator"], users["facilitator-2"]],
        by=users["manager"],
        now=now,
    )
