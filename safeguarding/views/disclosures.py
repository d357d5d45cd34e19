"""The pages that share information with staff, and that keep a participant apart."""

from django.utils import timezone
from django.views.decorators.http import require_POST

from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from safeguarding.access.guard import case_page
from safeguarding.casework.disclosures import end_keep_apart, issue_card, keep_apart
from safeguarding.casework.forms import CardForm, KeepApartForm
from safeguarding.enums import Shown
from safeguarding.views.base import back_to, case_form, change_case


@case_page("card", Shown.FORM)
@get_or_post
def card(request, case):
    """Share a text with a named audience."""
    form = CardForm(request.POST or None)
    if form.is_valid():
        content = {name: value for name, value in form.cleaned_data.items() if name != "checked"}
        with refusals_on(form):
            issue_card(case_id=case.pk, **content, by=request.worker, now=timezone.now())
            return back_to("case", "card", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Share information with staff",
        intro="Only the people you choose can read this. They see it on the pages of the referral.",
        button="Share",
    )


@case_page("keep apart", Shown.FORM)
@get_or_post
def apart(request, case):
    """Keep the participant apart from another participant, a cohort or a venue."""
    form = KeepApartForm(request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data
        with refusals_on(form):
            keep_apart(
                case_id=case.pk,
                other_reference=chosen["reference"] or "",
                cohort_id=chosen["cohort"] or None,
                venue_id=int(chosen["venue"]) if chosen["venue"] else None,
                by=request.worker,
                now=timezone.now(),
            )
            return back_to("case", "apart", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Keep this participant apart",
        intro="Staff are not told why. A coordinator who gives a place sees the same sentence for every reason.",
        button="Keep apart",
    )


@case_page("end keep apart")
@require_POST
def end_apart(request, case, handback_id):
    """Stop keeping the participant apart."""
    return change_case(request, case, end_keep_apart, "ended", handback_id=handback_id)
