"""The page with the attendance of a whole group."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.attendance_grid import grid_of
from cohorts.models import Enrolment
from cohorts.permissions import SEES
from cohorts.views.base import cohort_or_404, name_for, page
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today


@require_role(*SEES)
@require_safe
def grid(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Show each participant beside each session of the plan."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    visible = Enrolment.objects.visible_to(request.user, local_today(now))
    enrolments = visible.filter(place__cohort=cohort).with_people()
    found = grid_of(cohort, sorted(enrolments, key=lambda row: bool(row.ended_at)), now)
    return page(
        request,
        "grid",
        cohort=cohort,
        columns=found.columns,
        rows=[
            (name_for(request.user, row.enrolment.referral.participant), row) for row in found.rows
        ],
    )
