"""What is done about one person in a cohort: suspending, completing, removing, a concern.

Each is a page of its own that says what will be sent, and its button calls one verb.
"""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cohorts import enrolment as verbs
from cohorts import suspension
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
from cohorts.views.base import name_for, page, posted, tried, what_will_be_sent
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today
from referral_portal.sealing.boxes import PartTooLarge
from referrals.enums import Status
from referrals.forms.note import TOO_LONG, NoteForm
from referrals.pauses import latest_suspension_review

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_role(*ENDS)
@GET_OR_POST
def complete(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that somebody has completed the sessions."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = CompleteForm(posted(request), may_give_reason=can_plan(request.user))
    if _taken(request, enrolment, form, verbs.complete, now):
        return _done(request, enrolment, "Completed.")
    progress = progress_of(enrolment, enrolment.place.cohort)
    return _page(
        request,
        "complete",
        enrolment,
        form=form,
        attended=progress.delivered,
        of_all=progress.of_all,
        unmarked=progress.unmarked,
        sends="ended",
    )


@require_role(*ENDS)
@GET_OR_POST
def remove(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that we end it."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = RemoveForm(posted(request))
    if _taken(request, enrolment, form, verbs.remove, now):
        return _done(request, enrolment, "Ended.")
    return _page(request, "remove", enrolment, form=form, sends="ended")


@require_role(*ENDS)
@GET_OR_POST
def suspend(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that somebody comes to no session until somebody named has looked again."""
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
    if _taken(request, enrolment, form, suspension.suspend, now):
        return _done(request, enrolment, "Suspended. The place is kept.")
    sends = "" if again else "paused"
    return _page(request, "suspend", enrolment, form=form, again=again, latest=latest, sends=sends)


@require_role(*ENDS)
@GET_OR_POST
def resume(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that somebody suspended comes to the sessions again."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = ResumeForm(posted(request))
    if _taken(request, enrolment, form, suspension.resume, now):
        return _done(request, enrolment, "Comes to the sessions again.")
    return _page(request, "resume", enrolment, form=form, sends="restarted")


@require_role(*ALLOCATES)
@GET_OR_POST
def give_up(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Confirm that the person gives the place up, for another one or for good."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = GiveUpForm(posted(request))
    if _taken(request, enrolment, form, _give_up, now):
        return _done(request, enrolment, "The place is free again.")
    return _page(request, "give_up", enrolment, form=form, sends="ended")


def _give_up(*, what: str, **asked) -> None:
    """Take the step that the person wants: another place, or an end for the reason `what`."""
    if what == WAITING_LIST:
        verbs.give_up_place(**asked)
    else:
        verbs.withdraw(code=what, **asked)


@require_role(*SEES)
@GET_OR_POST
def concern(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Raise a concern; its words are sealed when the button is pressed."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = ConcernForm(posted(request))
    if form.is_valid():
        try:
            raise_concern(
                enrolment_id=enrolment.pk, answers=form.answers(), by=request.user, now=now
            )
        except PartTooLarge:
            form.add_error("words", "Write this in fewer words")
        else:
            return _done(request, enrolment, "Your concern is on its way.")
    return _page(request, "concern", enrolment, form=form)


@require_role(*SEES)
@GET_OR_POST
def note(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Write to the link worker; afterwards nothing says more than that it was sent."""
    now = timezone.now()
    enrolment = _enrolment(request, enrolment_id, now)
    form = NoteForm(posted(request))
    if form.is_valid():
        asked = {"enrolment_id": enrolment.pk, "by": request.user, "now": now}
        try:
            send_note(**asked, **form.cleaned_data)
        except PartTooLarge:
            form.add_error("words", TOO_LONG)
        else:
            return _done(request, enrolment, "Sent.")
    return _page(request, "note", enrolment, form=form)


@require_role(*ENDS)
@GET_OR_POST
def plan_note(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Write down what is tailored to one person, where the programme provides for it."""
    now = timezone.now()
    enrolment = _enrolment(
        request, enrolment_id, now, place__cohort__programme_version__has_plan_note=True
    )
    form = PlanNoteForm(posted(request), initial={"note": enrolment.plan_note})
    if _taken(request, enrolment, form, verbs.note_plan, now):
        return _done(request, enrolment, "The plan note is saved.")
    return _page(request, "plan_note", enrolment, form=form)


def _enrolment(request: HttpRequest, enrolment_id: uuid.UUID, now, **and_also) -> Enrolment:
    """Return an enrolment in a cohort that whoever asks may open, or 404."""
    visible = Enrolment.objects.visible_to(request.user, local_today(now)).with_people()
    return get_object_or_404(visible, pk=enrolment_id, **and_also)


def _taken(request: HttpRequest, enrolment: Enrolment, form, verb, now) -> bool:
    """Call `verb` with what a whole form says; its refusal stays on the form."""
    asked = {"enrolment_id": enrolment.pk, "by": request.user, "now": now}
    return form.is_valid() and tried(form, verb, **asked, **form.cleaned_data)


def _page(
    request: HttpRequest, template: str, enrolment: Enrolment, *, sends: str = "", **context
) -> HttpResponse:
    """Show a page about somebody with the messages of the event `sends`, if it sends any."""
    return page(
        request,
        template,
        enrolment=enrolment,
        cohort=enrolment.place.cohort,
        name=name_for(request.user, enrolment.referral.participant),
        will_be_sent=what_will_be_sent(enrolment.referral, sends) if sends else [],
        **context,
    )


def _done(request: HttpRequest, enrolment: Enrolment, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("cohorts:detail", enrolment.place.cohort_id)
