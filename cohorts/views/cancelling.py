"""Cancelling one session, and cancelling a cohort: each a page that says what it will do.

A message waits for each person until it is released; who has no e-mail address is called.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts import cancelling as verbs
from cohorts.enums import SessionStatus
from cohorts.forms.sessions import CancelForm
from cohorts.models import Cohort, Enrolment
from cohorts.permissions import ENDS, PLANS
from cohorts.views.base import name_for, page, posted, tried, what_will_be_sent
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today
from referral_portal.outbox.enums import Audience

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_role(*PLANS)
@GET_OR_POST
def cancel(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Confirm that a cohort will not go on."""
    now = timezone.now()
    cohort = _cohort(request, cohort_id, now)
    form = CancelForm(posted(request))
    if form.is_valid():
        asked = {"cohort_id": cohort.pk, "by": request.user, "now": now}
        if tried(form, verbs.cancel_cohort, **asked, **form.cleaned_data):
            messages.success(request, f"{cohort.name} is cancelled.")
            return redirect("cohorts:detail", cohort.pk)
    planned = cohort.sessions.filter(status=SessionStatus.PLANNED)
    return page(
        request,
        "cancel",
        form=form,
        cohort=cohort,
        sessions=planned.count(),
        unmarked=planned.filter(starts_at__lte=now).order_by("number"),
        people=_people(request, cohort, now, "cancelled"),
    )


@require_role(*ENDS)
@GET_OR_POST
def cancel_session(request: HttpRequest, cohort_id: uuid.UUID, number: int) -> HttpResponse:
    """Confirm that one session will not take place."""
    now = timezone.now()
    cohort = _cohort(request, cohort_id, now)
    session = cohort.sessions.filter(number=number).first()
    if session is None:
        raise Http404
    form = CancelForm(posted(request))
    if form.is_valid():
        asked = {"session_id": session.pk, "by": request.user, "now": now}
        if tried(form, verbs.cancel_session, **asked, **form.cleaned_data):
            messages.success(request, f"{session} is cancelled.")
            return redirect("cohorts:detail", cohort.pk)
    return page(
        request,
        "cancel_session",
        form=form,
        cohort=cohort,
        session=session,
        people=_people(
            request,
            cohort,
            now,
            "meeting",
            only=(Audience.PARTICIPANT,),
            alone=session.enrolment_id,
        ),
    )


def _cohort(request: HttpRequest, cohort_id: uuid.UUID, now) -> Cohort:
    """Return a cohort that whoever asks may open, or 404."""
    return get_object_or_404(
        Cohort.objects.visible_to(request.user, local_today(now)), pk=cohort_id
    )


def _people(
    request: HttpRequest,
    cohort: Cohort,
    now,
    event: str,
    only: tuple[str, ...] = (),
    alone: uuid.UUID | None = None,
) -> list[dict]:
    """Return everybody with a place, or the one who comes alone, with the messages about each."""
    rows = Enrolment.objects.visible_to(request.user, local_today(now)).with_people()
    if alone:
        rows = rows.filter(pk=alone)
    return [
        {
            "name": name_for(request.user, row.referral.participant),
            "will_be_sent": what_will_be_sent(row.referral, event, only=only),
        }
        for row in rows.filter(place__cohort=cohort, ended_at__isnull=True)
    ]
