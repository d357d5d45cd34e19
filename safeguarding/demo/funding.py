"""Add the money that the cohorts of the demonstration need."""

import datetime as dt

from programmes.models import FundingPeriod, Partner


def fund(today: dt.date) -> None:
    """Make sure that the money lasts for the demonstration's cohorts, whatever the year."""
    first, last = today - dt.timedelta(weeks=9), today + dt.timedelta(weeks=26)
    if FundingPeriod.objects.filter(starts_on__lte=first, ends_on__gte=last).exists():
        return
    FundingPeriod.objects.create(
        name=f"Demonstration from {first:%B %Y}",
        funder=Partner.objects.get(code="home-office"),
        through=Partner.objects.get(code="pcc"),
        starts_on=first,
        ends_on=last,
        is_demo=True,
    )
