"""The panel of the team on the first page of the desk: charts, each with its table, and kept clocks."""

from django.utils import timezone

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.work import Panel
from referral_portal.replica import lists
from referrals.admin.today.charts import arrivals_chart, standing_chart
from referrals.enums import Clock
from referrals.permissions import can_read_referrals
from referrals.team_figures import arrivals, kept_by_month, standing


@portal_admin_site.add_panel
def team(request) -> Panel | None:
    """Return the figures of the team for the desk."""
    if not can_read_referrals(request.user):
        return None
    now = timezone.now()
    weeks, rows, months = lists.read(
        request, lambda: (arrivals(now), standing(now), kept_by_month(now))
    )
    return Panel(
        template="admin/today/_team.html",
        values={
            "weeks": weeks,
            "standing": rows,
            "months": months,
            "clocks": Clock.labels,
            "arrivals_chart": arrivals_chart(weeks),
            "standing_chart": standing_chart(rows),
        },
    )
