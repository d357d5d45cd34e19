"""One referral of an agency, for its workers: how far it is, its questions, and what they sent.

Sealed pages say only that they were provided. Each of the other pages has one form and calls one verb.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from referral_portal.audit.recorder import record
from referral_portal.common.forms import PortalForm
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from referral_portal.common.text import initials_of
from referrals import agency as verbs
from referrals.admin.answers import NOT_FOR_TRIAGE
from referrals.agency_reviews import reviews_for
from referrals.agency_words import MEANINGS
from referrals.enums import AdditionKind, AnswerCame, QuestionFor
from referrals.forms.agency import MoreForm, OwnAnswerForm, OwnReferenceForm, WithdrawalForm
from referrals.forms.note import NoteForm
from referrals.forms.reviews import OwnReviewForm
from referrals.models import Question, Referral, ReviewAsker
from referrals.questions import open_question
from referrals.reviews import can_be_asked
from referrals.steps.sent import pages_of, sealed_titles
from referrals.views.agency import for_agencies
from referrals.views.your_referrals import COLOURS

PROVIDED = "Provided"


@for_agencies
@require_safe
def own_referral(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show one referral of the agency, and record that it was opened."""
    referral, now = _opened(request, referral_id, page="agency"), timezone.now()
    word = verbs.words_for([referral])[referral.pk]
    additions = list(referral.additions.select_related("by"))
    withdrawal = next((one for one in additions if one.kind == AdditionKind.WITHDRAWAL), None)
    return render(
        request,
        "referrals/own_referral.html",
        {
            "referral": referral,
            "initials": initials_of(referral.participant.name),
            "word": word.label,
            "colour": COLOURS[word],
            "meaning": MEANINGS[word],
            "questions": question_rows(referral),
            "additions": [one for one in additions if one is not withdrawal],
            "withdrawal": withdrawal,
            "is_over": word in verbs.OVER,
            "reviews": reviews_for(referral, now=now),
            "may_ask_again": can_be_asked(referral, ReviewAsker.REFERRER, now=now),
            "may_withdraw": withdrawal is None and word not in verbs.OVER,
            "pages": [
                page
                for page in pages_of(referral)
                if page["rows"] and page["slug"] not in NOT_FOR_TRIAGE
            ],
            "sealed": [{"key": title, "value": PROVIDED} for title in provided(referral)],
        },
    )


def provided(referral: Referral) -> list[str]:
    """Return the titles of the answered pages that cannot be read again."""
    for_figures = [page["title"] for page in pages_of(referral) if page["slug"] in NOT_FOR_TRIAGE]
    return [*sealed_titles(referral), *for_figures]


def question_rows(referral: Referral) -> list[dict]:
    """Return the questions for the agency, the newest first, with the answers given on its page.

    What the desk wrote down about a call stays in the file.
    """
    rows = referral.questions.filter(whom=QuestionFor.REFERRER).select_related("answered_by")
    newest = open_question(referral)
    return [
        {
            "question": one,
            "is_open": one == newest,
            "answer": one.answer if one.came_by == AnswerCame.PAGE else "",
        }
        for one in rows.order_by("-number")
    ]


@dataclass(frozen=True)
class OwnPage:
    """One page with a form: its words, its form, its verb and the verb's name for the answer."""

    title: str
    form: type[PortalForm]
    call: Callable
    field: str
    button: str
    done: str
    lead: str = ""
    is_warning: bool = False
    is_sealed: bool = False


ANSWER = OwnPage(
    "Answer the question",
    OwnAnswerForm,
    verbs.answer_question,
    "answer",
    "Send the answer",
    "Your answer has been sent.",
)
MORE = OwnPage(
    "Add information",
    MoreForm,
    verbs.add_information,
    "words",
    "Send",
    "What you added has been sent.",
    lead="You cannot change what you sent before. Write here what is new, or what was wrong.",
)
WITHDRAW = OwnPage(
    "Withdraw this referral",
    WithdrawalForm,
    verbs.ask_to_withdraw,
    "words",
    "Withdraw",
    "You have told us that you withdraw this referral. A coordinator reads your reason and decides.",
    lead="A coordinator reads your reason and decides. Until then the referral stays as it is.",
    is_warning=True,
)
OWN_REFERENCE = OwnPage(
    "Your own reference",
    OwnReferenceForm,
    verbs.set_own_reference,
    "reference",
    "Save",
    "Your own reference has been saved.",
)
REVIEW = OwnPage(
    "Ask for a review of the decision",
    OwnReviewForm,
    verbs.ask_again,
    "why",
    "Ask for a review",
    "You have asked for a review of the decision.",
)
NOTE = OwnPage(
    "Write to the link worker",
    NoteForm,
    verbs.send_note,
    "words",
    "Seal and send",
    "Your note has been sent.",
    is_sealed=True,
)


@for_agencies
@get_or_post
def own_answer(request: HttpRequest, referral_id: uuid.UUID, number: int) -> HttpResponse:
    """Read one question and answer it."""
    referral = _opened(request, referral_id, page="agency-question")
    question = open_question(referral)
    is_this = question and (question.number, question.whom) == (number, QuestionFor.REFERRER)
    if request.method != "POST" and not is_this:
        messages.info(request, verbs.NO_LONGER_OPEN)
        return redirect("referrals:own_referral", referral.pk)
    return _act(request, referral, ANSWER, question=question if is_this else None, number=number)


@for_agencies
@get_or_post
def own_more(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Send more information about a referral."""
    return _act(request, _opened(request, referral_id, page="agency-more"), MORE)


@for_agencies
@get_or_post
def own_withdraw(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Withdraw a referral with a reason."""
    return _act(request, _opened(request, referral_id, page="agency-withdraw"), WITHDRAW)


@for_agencies
@get_or_post
def own_review(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask for a review of the decision."""
    return _act(request, _opened(request, referral_id, page="agency-review"), REVIEW)


@for_agencies
@get_or_post
def own_reference(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Change the agency's own reference."""
    return _act(request, _opened(request, referral_id, page="agency-reference"), OWN_REFERENCE)


@for_agencies
@get_or_post
def own_note(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Seal a note for the link worker."""
    return _act(request, _opened(request, referral_id, page="agency-note"), NOTE)


def _act(
    request: HttpRequest,
    referral: Referral,
    page: OwnPage,
    *,
    question: Question | None = None,
    **named,
) -> HttpResponse:
    """Ask for what the page needs, and on POST call its verb."""
    back = reverse("referrals:own_referral", args=[referral.pk])
    stored = {"reference": referral.referrer.own_reference}
    form = page.form(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_valid():
        with refusals_on(form):
            page.call(
                referral_id=referral.pk,
                by=request.user,
                now=timezone.now(),
                **{page.field: form.cleaned_data[page.field]},
                **named,
            )
            messages.success(request, page.done)
            return redirect(back)
    context = {
        "referral": referral,
        "initials": initials_of(referral.participant.name),
        "page": page,
        "question": question,
        "form": form,
        "back": back,
        "note_url": "" if page.is_sealed else reverse("referrals:own_note", args=[referral.pk]),
    }
    return render(request, "referrals/own_action.html", context)


def _opened(request: HttpRequest, referral_id: uuid.UUID, *, page: str) -> Referral:
    """Return a referral of the user's agency, on record as seen.

    The desk does not see who of an agency reads it. Raises Http404 for any other.
    """
    user = request.user
    rows = Referral.objects.visible_to(user).filter(referrer__agency_id=user.agency_id)
    with transaction.atomic():
        referral = rows.select_related("participant", "referrer").filter(pk=referral_id).first()
        if referral is None:
            raise Http404
        record("referral.view", actor=user, target=referral, now=timezone.now(), page=page)
    return referral
