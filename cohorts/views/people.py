"""Suspend, complete or remove a participant, end a place, and write to the link worker.

Each page says what will be sent, and its button calls one verb.
"""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cohorts import enrolment as verbs
from cohorts import suspension
from cohorts.concern_levels import ConcernLevel
from cohorts.concerns import raise_concern, send_note
from cohorts.forms.people import (
    WAITING_LIST,
    CompleteForm,
    ConcernForm,
    GiveUpForm,
    PlanNoteForm,
    RemoveForm,
    ResumeForm,
    SuspendForm,
)
from cohorts.models import Enrolment
from cohorts.permissions import ALLOCATES, ENDS, SEES, can_plan
from cohorts.progress import progress_of
from cohorts.views.base import back_to, name_for, page, posted
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from referrals.enums import MessageEvent, Status
from referrals.forms.note import NoteForm
from referrals.outgoing import what_will_be_sent
from referrals.pauses import latest_suspension_review
from referrals.silence import silence_words

# Drawn with a link to the phone; see components/messages.html.
CALLS_999 = "call_999"
CALL_FIRST = (
    "Your concern has been sent. The link workers cannot send the police: call 999 yourself."
)


@require_role(*ENDS)
@get_or_post
def complete(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that a participant has completed the sessions."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = CompleteForm(posted(request), may_give_reason=can_plan(request.user))
    if answer := _answer(request, enrolment, form, verbs.complete, now, "Completed."):
        return answer
    progress = progress_of(enrolment, enrolment.place.cohort)
    return _page(
        request,
        "complete",
        enrolment,
        form=form,
        attended=progress.delivered,
        of_all=progress.of_all,
        unmarked=progress.unmarked,
        sends=MessageEvent.ENDED,
    )


@require_role(*ENDS)
@get_or_post
def remove(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that a participant is removed."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = RemoveForm(posted(request))
    answer = _answer(request, enrolment, form, verbs.remove, now, "The participant is removed.")
    return answer or _page(request, "remove", enrolment, form=form, sends=MessageEvent.ENDED)


@require_role(*ENDS)
@get_or_post
def suspend(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that a participant is suspended, or that the review date changes."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    referral = enrolment.referral
    again = referral.status == Status.SUSPENDED
    latest = latest_suspension_review(now)
    form = SuspendForm(
        posted(request),
        cohort=enrolment.place.cohort,
        initial={"reviewer": referral.reviewer_id or request.user.pk},
    )
    words = (
        "The review date has changed." if again else "Suspended. The participant keeps the place."
    )
    sends = None if again else MessageEvent.PAUSED
    answer = _answer(request, enrolment, form, suspension.suspend, now, words)
    return answer or _page(
        request, "suspend", enrolment, form=form, again=again, latest=latest, sends=sends
    )


@require_role(*ENDS)
@get_or_post
def resume(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that the suspension of a participant is lifted."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = ResumeForm(posted(request))
    answer = _answer(request, enrolment, form, suspension.resume, now, "Suspension lifted.")
    return answer or _page(request, "resume", enrolment, form=form, sends=MessageEvent.RESTARTED)


@require_role(*ALLOCATES)
@get_or_post
def give_up(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that a participant gives up the place, for another place or for good."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = GiveUpForm(posted(request))
    answer = _answer(request, enrolment, form, _give_up, now, "The place is free.")
    return answer or _page(request, "give_up", enrolment, form=form, sends=MessageEvent.ENDED)


def _give_up(*, what: str, **arguments) -> None:
    """Put the participant back on the waiting list, or withdraw them for the reason `what`."""
    if what == WAITING_LIST:
        verbs.give_up_place(**arguments)
    else:
        verbs.withdraw(code=what, **arguments)


@require_role(*SEES)
@get_or_post
def concern(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Raise a concern; its words are sealed when the button is pressed."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = ConcernForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            raise_concern(
                enrolment_id=enrolment.pk,
                answers=form.answers(),
                level=form.level(),
                by=request.user,
                now=now,
            )
            if form.level() == ConcernLevel.IMMINENT:
                messages.warning(request, CALL_FIRST, extra_tags=CALLS_999)
            return back_to(request, enrolment.place.cohort_id, "Your concern is on its way.")
    return _page(request, "concern", enrolment, form=form)


@require_role(*SEES)
@get_or_post
def note(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Write to the link worker; afterwards the portal shows only that it was sent."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = NoteForm(posted(request))
    answer = _answer(request, enrolment, form, send_note, now, "Sent to the link worker.")
    return answer or _page(request, "note", enrolment, form=form)


@require_role(*ENDS)
@get_or_post
def plan_note(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Save what is tailored to one participant, where the programme has plan notes."""
    now = timezone.now()
    enrolment = _enrolment(
        request, enrolment_id, now, place__cohort__programme_version__has_plan_note=True
    )
    form = PlanNoteForm(posted(request), initial={"note": enrolment.plan_note})
    answer = _answer(request, enrolment, form, verbs.note_plan, now, "The plan note is saved.")
    return answer or _page(request, "plan_note", enrolment, form=form)


def _enrolment(request: HttpRequest, enrolment_id: uuid.UUID, now, **and_also) -> Enrolment:
    """Return an enrolment in a cohort that the user may open, or raise Http404."""
    visible = Enrolment.objects.visible_to(request.user, local_today(now)).with_people()
    return get_object_or_404(visible, pk=enrolment_id, **and_also)


def _answer(
    request: HttpRequest, enrolment: Enrolment, form, verb, now, words: str
) -> HttpResponse | None:
    """Call `verb` with a valid form and go back to the cohort, or return None to show the page."""
    if form.is_valid():
        with refusals_on(form):
            verb(enrolment_id=enrolment.pk, by=request.user, now=now, **form.cleaned_data)
            return back_to(request, enrolment.place.cohort_id, words)
    return None


def _page(
    request: HttpRequest,
    template: str,
    enrolment: Enrolment,
    *,
    sends: str | None = None,
    **context,
) -> HttpResponse:
    """Show a page about a participant, with the messages of the event `sends` if there is one."""
    return page(
        request,
        template,
        enrolment=enrolment,
        cohort=enrolment.place.cohort,
        name=name_for(request.user, enrolment.referral.participant),
        will_be_sent=what_will_be_sent(enrolment.referral, sends),
        silence=silence_words(enrolment.referral) if sends else "",
        **context,
    )
