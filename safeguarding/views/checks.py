"""The session checks of the coming days: several ticked by name, or one by one."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from cohorts.enums import CheckState
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import Refusal, refusals_on
from referral_portal.pages.zones import draw_from, words_read
from safeguarding.access.guard import worker_page
from safeguarding.casework.forms import CheckForm, TogetherForm
from safeguarding.casework.portal_view import coming_checks
from safeguarding.casework.session_checks import answer_check, set_checks_green
from safeguarding.enums import Shown
from safeguarding.recorder import record_access
from safeguarding.views.base import back_to, page

HAS_CHANGED = "Something has changed since you opened this page. Read it again, then answer."


@worker_page()
@get_or_post
def checks(request):
    """Show the check of every participant before every coming session, and set those ticked."""
    now = timezone.now()
    coming = coming_checks(worker=request.worker, now=now, days=settings.CHECK_DAYS_AHEAD)
    record_access(
        worker=request.worker,
        what=Shown.CHANGE if request.method == "POST" else Shown.CHECKS,
        page="checks",
        case_ids=list(dict.fromkeys(check.case.pk for check in coming)),
        now=now,
    )
    # With no box ticked a browser sends nothing that belongs to the form.
    typed = request.POST if request.method == "POST" else None
    form = TogetherForm(typed, checks=coming)
    if form.is_valid():
        ticked = set(form.cleaned_data["check"])
        with refusals_on(form):
            set_checks_green(
                checks=[
                    (check.case.pk, check.session.pk, check.enrolment.pk)
                    for check in coming
                    if check.key in ticked
                ],
                by=request.worker,
                now=now,
            )
            return back_to("checks", "checks")
    boxes = {option.value: option for option in form["check"].options}
    return page(
        request,
        "checks",
        form=form,
        rows=[{"check": check, "box": boxes.get(check.key)} for check in coming],
        days=settings.CHECK_DAYS_AHEAD,
        hours=settings.CHECK_HOURS_BEFORE_SESSION,
    )


@worker_page()
@get_or_post
def check(request, session_id, enrolment_id):
    """Set the check of one participant before one session, on a page that shows what is waiting."""
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
    form, subject = (
        CheckForm(request.POST or None, initial={"state": row.state}),
        f"check:{row.key}",
    )
    if form.is_valid():
        with refusals_on(form):
            if words_read(request, subject=subject) not in {None, row.reasons.mark}:
                raise Refusal(HAS_CHANGED)
            answer_check(
                case_id=row.case.pk,
                session_id=session_id,
                enrolment_id=enrolment_id,
                state=CheckState(form.cleaned_data["state"]),
                by=request.worker,
                now=now,
            )
            return back_to("checks", "checks")
    draw_from(request, subject=subject, version=row.reasons.mark)
    return page(request, "check", check=row, form=form)
