"""Cancel one session, or a cohort, after a page that says what will happen.

A message about each participant waits for release. Our staff tell participants without email.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cohorts import cancelling as verbs
from cohorts.enums import SessionStatus
from cohorts.forms.sessions import CancelForm
from cohorts.models import Cohort, Enrolment
from cohorts.permissions import ENDS, PLANS
from cohorts.single_session_rules import in_words
from cohorts.views.base import back_to, name_for, page, posted
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from referrals.enums import MessageEvent
from referrals.outgoing import what_will_be_sent
from referrals.silence import deaths


@require_role(*PLANS)
@get_or_post
def cancel(request: HttpRequest, cohort_id: uuid.UUID) -> HttpResponse:
    """Confirm that a cohort is cancelled."""
    now = timezone.now()
    cohort = _cohort(request, cohort_id, now)
    form = CancelForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            verbs.cancel_cohort(cohort_id=cohort.pk, by=request.user, now=now, **form.cleaned_data)
            return back_to(request, cohort.pk, f"{cohort.name} is cancelled.")
    planned = cohort.sessions.filter(status=SessionStatus.PLANNED)
    return page(
        request,
        "cancel",
        form=form,
        cohort=cohort,
        sessions=planned.count(),
        unmarked=planned.filter(starts_at__lte=now).order_by("number"),
        people=_people(request, cohort, now, MessageEvent.CANCELLED),
    )


@require_role(*ENDS)
@get_or_post
def cancel_session(request: HttpRequest, cohort_id: uuid.UUID, number: int) -> HttpResponse:
    """Confirm that one session is cancelled."""
    now = timezone.now()
    cohort = _cohort(request, cohort_id, now)
    session = cohort.sessions.filter(number=number).first()
    if session is None:
        raise Http404
    form = CancelForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            verbs.cancel_session(
                session_id=session.pk, by=request.user, now=now, **form.cleaned_data
            )
            return back_to(request, cohort.pk, f"{session} is cancelled.")
    instead = verbs.next_session(session)
    return page(
        request,
        "cancel_session",
        form=form,
        cohort=cohort,
        session=session,
        is_news=verbs.is_news(session, now),
        people=_people(
            request,
            cohort,
            now,
            MessageEvent.MEETING,
            enrolment_id=session.enrolment_id,
            when=in_words(session),
            instead=in_words(instead) if instead else "",
        ),
    )


def _cohort(request: HttpRequest, cohort_id: uuid.UUID, now) -> Cohort:
    """Return a cohort that the user may open, or raise Http404."""
    return get_object_or_404(
        Cohort.objects.visible_to(request.user, local_today(now)), pk=cohort_id
    )


def _people(
    request: HttpRequest,
    cohort: Cohort,
    now,
    event: str,
    enrolment_id: uuid.UUID | None = None,
    **facts: str,
) -> list[dict]:
    """Return the participants with a place, or the one of a single session, and their messages.

    `facts` are the times that the messages name.
    """
    rows = Enrolment.objects.visible_to(request.user, local_today(now)).with_people().active()
    if enrolment_id:
        rows = rows.filter(pk=enrolment_id)
    enrolments = list(rows.filter(place__cohort=cohort))
    found = deaths([row.referral for row in enrolments])
    return [
        {
            "name": name_for(request.user, row.referral.participant),
            "has_email": bool(row.referral.participant.email),
            "silence": found[row.referral_id].words if row.referral_id in found else "",
            "will_be_sent": what_will_be_sent(
                row.referral, event, silent=row.referral_id in found, **facts
            ),
        }
        for row in enrolments
    ]
