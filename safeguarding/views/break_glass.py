"""Opening somebody else's case with a second person, and closing a case to somebody."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from safeguarding.access.break_glass import (
    ask_to_open,
    decide_opening,
    end_exclusion,
    exclude,
    listed,
)
from safeguarding.access.break_glass_forms import ExclusionForm, OpeningForm
from safeguarding.access.guard import case_page, worker_page
from safeguarding.casework.cases import NotPossible
from safeguarding.enums import Shown
from safeguarding.models import Worker
from safeguarding.recorder import record_access
from safeguarding.views.base import back_to, case_form, page

GET_OR_POST = ["GET", "HEAD", "POST"]


def _ask(request) -> None:
    now = timezone.now()
    request.form = form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_to_open(**form.cleaned_data, by=request.worker, now=now)
    request.asked, request.own = listed(request.worker, now=now)


@require_http_methods(GET_OR_POST)
@worker_page(before=_ask)
def openings(request):
    """Ask to open a case that is not this worker's; show what waits for a second person."""
    record_access(
        worker=request.worker,
        what=Shown.CHANGE if request.method == "POST" else Shown.FORM,
        page="openings",
        case_ids=[opening.case_id for opening in (*request.asked, *request.own)],
        now=timezone.now(),
    )
    if request.method == "POST" and request.form.is_valid():
        return back_to("openings", "asked")
    return page(
        request,
        "openings",
        form=request.form,
        asked=request.asked,
        own=request.own,
        hours=settings.BREAK_GLASS_HOURS,
    )


def _decide(request) -> None:
    request.done = "decided"
    try:
        decide_opening(
            opening_id=request.resolver_match.kwargs["opening_id"],
            agrees="agree" in request.POST,
            by=request.worker,
            now=timezone.now(),
        )
    except NotPossible:
        request.done = ""


@require_POST
@worker_page(before=_decide)
def decide(request, opening_id):
    """Agree to somebody's request, or do not."""
    return HttpResponseRedirect(f"{reverse('safeguarding:openings')}?done={request.done}")


@case_page("exclude", Shown.FORM)
@require_http_methods(GET_OR_POST)
def exclude_worker(request, case):
    """Close the case to somebody; for the manager."""
    form = ExclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        worker = Worker.objects.get(pk=form.cleaned_data["worker"])
        reason = form.cleaned_data["reason"]
        try:
            exclude(
                case_id=case.pk, worker=worker, reason=reason, by=request.worker, now=timezone.now()
            )
        except NotPossible as refusal:
            form.add_error("worker", str(refusal))
        else:
            return back_to("case", "excluded", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Close this case to somebody",
        intro="They will not see it, find it or be given it, and cannot ask to open it.",
        button="Close the case to them",
    )


@case_page("end exclusion")
@require_POST
def end_exclude(request, case, exclusion_id):
    """Let somebody work on the case again; for the manager."""
    try:
        end_exclusion(
            case_id=case.pk, exclusion_id=exclusion_id, by=request.worker, now=timezone.now()
        )
    except NotPossible:
        return back_to("case", "", case_id=case.pk)
    return back_to("case", "unexcluded", case_id=case.pk)
