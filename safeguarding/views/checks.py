"""The checks before the sessions of the coming days: all at once, or one by one."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from safeguarding.access.guard import worker_page
from safeguarding.casework.forms import CheckForm
from safeguarding.casework.portal_view import coming_checks
from safeguarding.casework.session_checks import answer_check, answer_checks_green
from safeguarding.enums import Shown
from safeguarding.recorder import record_access
from safeguarding.views.base import back_to, page

GET_OR_POST = ["GET", "HEAD", "POST"]


def _coming(request, what: Shown = Shown.CHECKS):
    now = timezone.now()
    checks = coming_checks(worker=request.worker, now=now, days=settings.CHECK_DAYS_AHEAD)
    record_access(
        worker=request.worker,
        what=what,
        page="checks",
        case_ids=list(dict.fromkeys(check.case.pk for check in checks)),
        now=now,
    )
    return checks, now


@worker_page()
@require_http_methods(GET_OR_POST)
def checks(request):
    """Show every participant before every session of the coming days, and answer for all."""
    if request.method == "POST":
        coming, now = _coming(request, Shown.CHANGE)
        # Only what was on the page: somebody placed meanwhile has not been looked at.
        shown = set(request.POST.getlist("check"))
        answer_checks_green(
            checks=[
                (check.case.pk, check.session.pk, check.enrolment.pk)
                for check in coming
                if check.key in shown and not check.state
            ],
            by=request.worker,
            now=now,
        )
        return back_to("checks", "checks")
    coming, _ = _coming(request)
    return page(
        request,
        "checks",
        checks=coming,
        open_checks=[check for check in coming if not check.state],
        days=settings.CHECK_DAYS_AHEAD,
        hours=settings.CHECK_HOURS_BEFORE_SESSION,
    )


@worker_page()
@require_http_methods(GET_OR_POST)
def check(request, session_id, enrolment_id):
    """Answer for one participant before one session."""
    now = timezone.now()
    coming = coming_checks(worker=request.worker, now=now, days=settings.CHECK_DAYS_AHEAD)
    row = next(
        (
            row
            for row in coming
            if row.session.pk == session_id and row.enrolment.pk == enrolment_id
        ),
        None,
    )
    if row is None:
        raise Http404
    record_access(
        worker=request.worker,
        what=Shown.CHANGE if request.method == "POST" else Shown.FORM,
        page="check",
        case=row.case,
        now=now,
    )
    form = CheckForm(request.POST or None, initial={"state": row.state})
    if request.method == "POST" and form.is_valid():
        answer_check(
            case_id=row.case.pk,
            session_id=session_id,
            enrolment_id=enrolment_id,
            state=form.cleaned_data["state"],
            by=request.worker,
            now=now,
        )
        return back_to("checks", "checks")
    return page(request, "check", check=row, form=form)
