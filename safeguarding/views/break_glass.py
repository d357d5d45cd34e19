"""The pages about access to a colleague's case, and about blocking a colleague's access."""

from django.conf import settings
from django.utils import timezone
from django.views.decorators.http import require_POST

from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from safeguarding.access.break_glass import (
    access_lists,
    decide_access,
    end_exclusion,
    exclude,
    request_access,
)
from safeguarding.access.break_glass_forms import AccessRequestForm, ExclusionForm
from safeguarding.access.guard import case_page, worker_page
from safeguarding.enums import Shown
from safeguarding.models import CaseOpening, Worker
from safeguarding.recorder import record_access
from safeguarding.views.base import back_to, case_form, change_case, is_done, page


def _request(request) -> tuple[AccessRequestForm, list[CaseOpening], list[CaseOpening]]:
    now = timezone.now()
    form = AccessRequestForm(request.POST or None)
    if form.is_valid():
        request_access(**form.cleaned_data, by=request.worker, now=now)
    return form, *access_lists(request.worker, now=now)


@get_or_post
@worker_page(before=_request)
def access(request, prepared):
    """Request access to a colleague's case; show the requests that wait for this link worker."""
    form, requests, own = prepared
    record_access(
        worker=request.worker,
        what=Shown.CHANGE if request.method == "POST" else Shown.FORM,
        page="access",
        case_ids=[row.case_id for row in (*requests, *own)],
        now=timezone.now(),
    )
    if form.is_valid():
        return back_to("openings", "asked")
    return page(
        request,
        "openings",
        form=form,
        requests=requests,
        own=own,
        hours=settings.BREAK_GLASS_HOURS,
    )


def _decide(request, opening_id) -> bool:
    return is_done(
        decide_access,
        request_id=opening_id,
        agrees="agree" in request.POST,
        by=request.worker,
        now=timezone.now(),
    )


@require_POST
@worker_page(before=_decide)
def decide(request, is_decided, opening_id):
    """Give or refuse a colleague the access that they requested."""
    return back_to("openings", "decided" if is_decided else "")


@case_page("exclude", Shown.FORM)
@get_or_post
def exclude_worker(request, case):
    """Block a colleague's access to the case; for the manager."""
    form = ExclusionForm(request.POST or None)
    if form.is_valid():
        worker = Worker.objects.get(pk=form.cleaned_data["worker"])
        reason, now = form.cleaned_data["reason"], timezone.now()
        with refusals_on(form):
            exclude(case_id=case.pk, worker=worker, reason=reason, by=request.worker, now=now)
            return back_to("case", "excluded", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Block a colleague’s access",
        intro="They cannot see the case, find it or be given it, and cannot request access to it.",
        button="Block access",
    )


@case_page("end exclusion")
@require_POST
def end_exclude(request, case, exclusion_id):
    """Unblock a colleague; for the manager."""
    return change_case(request, case, end_exclusion, "unexcluded", exclusion_id=exclusion_id)
