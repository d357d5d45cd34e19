"""Take the register of one session on a phone, and correct its marks.

The page shows the link worker's check of each participant before this session. A missing check
must read "Ask your supervisor", and must not be empty or green.
"""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from cohorts import register as verbs
from cohorts.enums import CheckState, Mark, SessionStatus
from cohorts.forms.register import CorrectForm, RegisterForm
from cohorts.models import Cohort, Enrolment
from cohorts.permissions import TAKES_REGISTER
from cohorts.register_rows import Register, register_of
from cohorts.views.base import name_for, page, posted
from referral_portal.accounts.permissions import require_role
from referral_portal.common.dates import local_today
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from referrals.cards import cards_about
from referrals.enums import Status
from referrals.models import CardAudience, ReleasedCard

CHECKS = {
    CheckState.GREEN: ("Go ahead", "green"),
    CheckState.SPEAK_FIRST: ("Speak to your supervisor first", "orange"),
    CheckState.HOLD: ("Rearrange", "orange"),
    None: ("Ask your supervisor", "yellow"),
}


@require_role(*TAKES_REGISTER)
@get_or_post
def register(request: HttpRequest, cohort_id: uuid.UUID, number: int) -> HttpResponse:
    """Show and take the register of session `number`."""
    now = timezone.now()
    found = register_of(request.user, cohort_id, number, local_today(now))
    if found is None:
        raise Http404
    session, people = found.session, _people(request, found, local_today(now))
    unmarked = [person for person in people if person["mark"] is None]
    form = RegisterForm(
        posted(request),
        people=[(person["enrolment"].pk, person["name"]) for person in unmarked],
    )
    if unmarked and form.is_valid():
        with refusals_on(form):
            marks = form.marks()
            verbs.mark(session_id=session.pk, marks=marks, by=request.user, now=now)
            messages.success(request, _saved(len(marks), len(unmarked) - len(marks)))
            return redirect("cohorts:register", cohort_id, number)
    for person in unmarked:
        person["field"] = form[f"mark-{person['enrolment'].pk}"]
    return page(
        request,
        "register",
        form=form,
        cohort=session.cohort,
        session=session,
        unmarked=unmarked,
        marked=[person for person in people if person["mark"]],
        has_begun=session.starts_at <= now,
        is_cancelled=session.status == SessionStatus.CANCELLED,
    )


@require_role(*TAKES_REGISTER)
@get_or_post
def correct_mark(
    request: HttpRequest, cohort_id: uuid.UUID, number: int, enrolment_id: uuid.UUID
) -> HttpResponse:
    """Correct one mark with a reason, and show the earlier marks."""
    now = timezone.now()
    session = _session(request, cohort_id, number, now)
    visible = Enrolment.objects.visible_to(request.user, local_today(now)).with_people()
    enrolment = get_object_or_404(visible, pk=enrolment_id, place__cohort=session.cohort)
    if enrolment.pk not in verbs.newest_marks(session):
        raise Http404
    form = CorrectForm(posted(request))
    if form.is_valid():
        with refusals_on(form):
            verbs.correct(
                session_id=session.pk,
                enrolment_id=enrolment.pk,
                by=request.user,
                now=now,
                **form.cleaned_data,
            )
            messages.success(request, "The mark is corrected.")
            return redirect("cohorts:register", cohort_id, number)
    return page(
        request,
        "correct_mark",
        form=form,
        cohort=session.cohort,
        session=session,
        name=name_for(request.user, enrolment.referral.participant),
        marks=session.marks.filter(enrolment=enrolment).select_related("by").order_by("number"),
    )


def _saved(marks: int, left: int) -> str:
    """Say how much of the register is saved."""
    if not left:
        return "The register is saved."
    some = "1 mark is" if marks == 1 else f"{marks} marks are"
    rest = "1 participant has" if left == 1 else f"{left} participants have"
    return f"{some} saved. {rest} no mark yet."


def _session(request: HttpRequest, cohort_id: uuid.UUID, number: int, now):
    """Return a session of a cohort that the user may open, or raise Http404."""
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user, local_today(now)), pk=cohort_id
    )
    return get_object_or_404(cohort.sessions.select_related("cohort__venue"), number=number)


def _people(request: HttpRequest, found: Register, today: dt.date) -> list[dict]:
    """Return the participants on the register, with check, cards and mark."""
    # A card is for the facilitators of the present cohort, not of one that the participant left.
    here = [row.referral for row in found.enrolments if row.ended_at is None]
    cards = cards_about(here, audiences=[CardAudience.FACILITATORS], today=today, by=request.user)
    people = []
    for enrolment in found.enrolments:
        words, colour = CHECKS[found.checks.get(enrolment.pk)]
        mark = found.marks.get(enrolment.pk)
        people.append(
            {
                "enrolment": enrolment,
                "name": _name(request.user, enrolment),
                "check": words,
                "colour": colour,
                "cards": _texts(cards.get(enrolment.referral_id, [])),
                "mark": mark,
                "mark_words": Mark(mark.mark).label if mark else "",
            }
        )
    return people


def _texts(cards: list[ReleasedCard]) -> list[str]:
    """Return the texts of these cards, each once."""
    return list(dict.fromkeys(card.text for card in cards))


def _name(user, enrolment: Enrolment) -> str:
    name = name_for(user, enrolment.referral.participant)
    return f"{name} (suspended)" if enrolment.referral.status == Status.SUSPENDED else name
