"""Cards for a named audience, and keeping people apart."""

from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from safeguarding.access.guard import case_page
from safeguarding.casework.cases import NotPossible
from safeguarding.casework.disclosures import end_keep_apart, issue_card, keep_apart
from safeguarding.casework.forms import CardForm, KeepApartForm
from safeguarding.enums import Shown
from safeguarding.views.base import back_to, case_form

GET_OR_POST = ["GET", "HEAD", "POST"]


@case_page("card", Shown.FORM)
@require_http_methods(GET_OR_POST)
def card(request, case):
    """Release a text to a named audience."""
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = {name: value for name, value in form.cleaned_data.items() if name != "checked"}
        try:
            issue_card(case_id=case.pk, **answers, by=request.worker, now=timezone.now())
        except NotPossible as refusal:
            form.add_error("expires_on", str(refusal))
        else:
            return back_to("case", "card", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Issue a card",
        intro="Only the people you choose will read this, on the referral’s own pages.",
        button="Issue card",
    )


@case_page("keep apart", Shown.FORM)
@require_http_methods(GET_OR_POST)
def apart(request, case):
    """Keep the participant apart from somebody or something."""
    form = KeepApartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            keep_apart(
                case_id=case.pk,
                other_reference=answers["reference"] or "",
                cohort_id=answers["cohort"] or None,
                venue_id=int(answers["venue"]) if answers["venue"] else None,
                by=request.worker,
                now=timezone.now(),
            )
        except NotPossible as refusal:
            form.add_error("apart_from", str(refusal))
        else:
            return back_to("case", "apart", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Keep apart",
        intro="Nobody is told why. Whoever gives places sees one sentence, the same for every reason.",
        button="Keep apart",
    )


@case_page("end keep apart")
@require_POST
def end_apart(request, case, handback_id):
    """End an earlier decision to keep apart."""
    try:
        end_keep_apart(
            case_id=case.pk, handback_id=handback_id, by=request.worker, now=timezone.now()
        )
    except NotPossible:
        return back_to("case", "", case_id=case.pk)
    return back_to("case", "ended", case_id=case.pk)
