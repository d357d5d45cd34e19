"""Opening a cohort: to a colleague of another agency, and in an announcement to the public."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts import announcing
from cohorts.forms.planning import AccessForm, ConfirmForm
from cohorts.granting import end_access as close_cohort
from cohorts.granting import grant_access, open_grants
from cohorts.permissions import PLANS
from cohorts.views.base import cohort_or_404, page, posted, tried
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_role(*PLANS)
@GET_OR_POST
def access(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Open a cohort to a colleague for some days."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    form = AccessForm(posted(request))
    if form.is_valid():
        choices = form.choices_made()
        if tried(form, grant_access, cohort_id=cohort.pk, by=request.user, now=now, **choices):
            messages.success(request, f"{choices['user']} can open this cohort.")
            return redirect("cohorts:detail", cohort.pk)
    return page(request, "access", form=form, cohort=cohort)


@require_role(*PLANS)
@GET_OR_POST
def end_access(request: HttpRequest, cohort_id: uuid.UUID, user_id: int) -> HttpResponse:
    """Confirm that a cohort closes to a colleague at once."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    grant = open_grants(cohort, local_today(now)).filter(user=user_id).first()
    if grant is None:
        raise Http404
    form = ConfirmForm(posted(request))
    if form.is_valid():
        asked = {"cohort_id": cohort.pk, "user_id": user_id, "by": request.user, "now": now}
        if tried(form, close_cohort, **asked):
            messages.success(request, f"{grant.user} cannot open this cohort any more.")
            return redirect("cohorts:detail", cohort.pk)
    return page(request, "end_access", form=form, cohort=cohort, grant=grant)


@require_role(*PLANS)
@GET_OR_POST
def announce(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Announce a cohort to the public, or take that back; shows what the public reads."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    if not announcing.can_be_announced(cohort):
        raise Http404
    form = ConfirmForm(posted(request))
    if form.is_valid():
        verb, done = announcing.announce, "The public page shows this cohort."
        if "take_back" in request.POST:
            verb, done = announcing.take_announcement_back, "The public page shows it no more."
        if tried(form, verb, cohort_id=cohort.pk, by=request.user, now=now):
            messages.success(request, done)
            return redirect("cohorts:detail", cohort.pk)
    group = announcing.announced_group(cohort)
    return page(request, "announce", form=form, cohort=cohort, group=group)
