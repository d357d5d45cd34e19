"""The panel of the team on the first page of the desk: charts, each with its table, and kept clocks.

Counting months of referrals takes longer than the rest of the page, so the figures of one count are
shown for a while. They are the same for every reader and name nobody.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.work import Panel
from referral_portal.replica import lists
from referrals.admin.today.charts import arrivals_chart, standing_chart
from referrals.enums import Clock
from referrals.permissions import can_read_referrals
from referrals.team_figures import Month, Standing, Week, arrivals, kept_by_month, standing

COUNTED = "referrals.admin.today.figures"


@dataclass(frozen=True)
class Figures:
    """The figures of one count with their charts, and when they were counted."""

    at: dt.datetime
    weeks: list[Week]
    standing: list[Standing]
    months: list[Month]
    arrivals_chart: SafeString
    standing_chart: SafeString


@portal_admin_site.add_panel
def team(request: HttpRequest) -> Panel | None:
    """Return the figures of the team for the desk."""
    if not can_read_referrals(request.user):
        return None
    counted = figures(request)
    return Panel(
        template="admin/today/_team.html",
        values={
            "at": counted.at,
            "weeks": counted.weeks,
            "standing": counted.standing,
            "months": counted.months,
            "clocks": Clock.labels,
            "arrivals_chart": counted.arrivals_chart,
            "standing_chart": counted.standing_chart,
        },
    )


def figures(request: HttpRequest) -> Figures:
    """Return the figures of the last TEAM_FIGURES_SECONDS, or count them anew."""
    return cache.get_or_set(COUNTED, lambda: _count(request), settings.TEAM["figures_seconds"])


def _count(request: HttpRequest) -> Figures:
    now = timezone.now()
    weeks, rows, months = lists.read(
        request, lambda: (arrivals(now), standing(now), kept_by_month(now))
    )
    return Figures(now, weeks, rows, months, arrivals_chart(weeks), standing_chart(rows))
