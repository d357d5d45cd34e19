"""The session checks of the coming days: all at once, or one by one."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from referral_portal.common.methods import get_or_post
from safeguarding.access.guard import worker_page
from safeguarding.casework.forms import CheckForm
from safeguarding.casework.portal_view import coming_checks
from safeguarding.casework.session_checks import set_check, set_checks_green
from safeguarding.enums import Shown
from safeguarding.recorder import record_access
from safeguarding.views.base import back_to, page


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
@get_or_post
def checks(request):
    """Show the check of every participant before every coming session, and set all that are open."""
    if request.method == "POST":
        coming, now = _coming(request, Shown.CHANGE)
        # Only the checks of the page: the link worker has not seen a participant placed since then.
        shown = set(request.POST.getlist("check"))
        set_checks_green(
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
@get_or_post
def check(request, session_id, enrolment_id):
    """Set the check of one participant before one session."""
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
    if form.is_valid():
        set_check(
            case_id=row.case.pk,
            session_id=session_id,
            enrolment_id=enrolment_id,
            state=form.cleaned_data["state"],
            by=request.worker,
            now=now,
        )
        return back_to("checks", "checks")
    return page(request, "check", check=row, form=form)
