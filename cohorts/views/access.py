"""Give colleagues access to a cohort, and list it on the public page."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from cohorts import announcing
from cohorts.forms.planning import AccessForm, ConfirmForm
from cohorts.granting import end_access as remove_access
from cohorts.granting import grant_access, open_grants
from cohorts.permissions import PLANS
from cohorts.views.base import back_to, cohort_or_404, page, posted
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on


@require_role(*PLANS)
@get_or_post
def access(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Give a colleague access to a cohort for some days."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    form = AccessForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            grant = grant_access(
                cohort_id=cohort.pk, by=request.user, now=now, **form.choices_made()
            )
            return back_to(request, cohort.pk, f"{grant.user} has access to this cohort.")
    return page(request, "access", form=form, cohort=cohort)


@require_role(*PLANS)
@get_or_post
def end_access(request: HttpRequest, cohort_id: uuid.UUID, user_id: int) -> HttpResponse:
    """Confirm the end of a colleague's access to a cohort."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    grant = open_grants(cohort, local_today(now)).filter(user=user_id).first()
    if grant is None:
        raise Http404
    form = ConfirmForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            remove_access(cohort_id=cohort.pk, user_id=user_id, by=request.user, now=now)
            return back_to(request, cohort.pk, f"{grant.user} no longer has access to this cohort.")
    return page(request, "end_access", form=form, cohort=cohort, grant=grant)


@require_role(*PLANS)
@get_or_post
def announce(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """List a cohort on the public page or remove it, after showing what the public reads."""
    now = timezone.now()
    cohort = cohort_or_404(request, cohort_id, now)
    if not announcing.can_be_announced(cohort):
        raise Http404
    form = ConfirmForm(posted(request))
    if form.is_valid():
        verb, words = announcing.announce, "This cohort is listed on the public page."
        if "take_back" in request.POST:
            verb = announcing.take_announcement_back
            words = "This cohort is removed from the public page."
        with refusals_on(form):
            verb(cohort_id=cohort.pk, by=request.user, now=now)
            return back_to(request, cohort.pk, words)
    group = announcing.announced_group(cohort)
    return page(request, "announce", form=form, cohort=cohort, group=group)
