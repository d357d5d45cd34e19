"""Letting decision messages go, settling alerts, and saying where a concern is."""

import uuid

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from safeguarding.access.guard import case_page
from safeguarding.casework.cases import NotPossible, handle_alert
from safeguarding.casework.disclosures import move_concern
from safeguarding.casework.forms import AlertForm, ConcernForm, ReleaseForm
from safeguarding.casework.releases import release
from safeguarding.casework.wording import alert_words, event_words, sections
from safeguarding.crossing.handbacks import waiting_messages
from safeguarding.enums import AlertKind, Shown
from safeguarding.views.base import back_to, case_form, page

GET_OR_POST = ["GET", "HEAD", "POST"]


@case_page("release", Shown.FORM)
@require_http_methods(GET_OR_POST)
def release_messages(request, case):
    """Show what will be sent, and let it go."""
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release(
                case_id=case.pk,
                basis=form.cleaned_data["basis"],
                message_ids=_posted_ids(request),
                by=request.worker,
                now=timezone.now(),
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return back_to("case", "released", case_id=case.pk)
    messages = [
        {"message": message, "words": event_words(message.event)}
        for message in waiting_messages([case.referral_id])
    ]
    return page(request, "release", case=case, form=form, messages=messages)


def _posted_ids(request) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(pk) for pk in request.POST.getlist("message")]
    except ValueError as error:
        raise NotPossible("Something has changed since you read this. Look again.") from error


@case_page("alert", Shown.FORM)
@require_http_methods(GET_OR_POST)
def alert(request, case, alert_id):
    """Settle one alert."""
    row = case.alerts.filter(pk=alert_id).first()
    if row is None:
        raise Http404
    form = AlertForm(request.POST or None, kind=row.kind)
    if request.method == "POST" and form.is_valid():
        try:
            handle_alert(
                case_id=case.pk,
                alert_id=row.pk,
                outcome=form.cleaned_data["outcome"],
                by=request.worker,
                now=timezone.now(),
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return back_to("case", "handled", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title=AlertKind(row.kind).label,
        intro=alert_words(row),
        button="Save",
    )


@case_page("concern", Shown.FORM)
@require_http_methods(GET_OR_POST)
def concern(request, case, concern_id):
    """Say where a concern is."""
    row = case.concerns.filter(pk=concern_id).first()
    if row is None:
        raise Http404
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            move_concern(
                case_id=case.pk,
                concern_id=row.pk,
                state=form.cleaned_data["state"],
                by=request.worker,
                now=timezone.now(),
            )
        except NotPossible as refusal:
            form.add_error("state", str(refusal))
        else:
            return back_to("case", "concern", case_id=case.pk)
    return case_form(
        request,
        case,
        form,
        title="Concern",
        button="Save",
        sections=sections(row.contents),
    )
