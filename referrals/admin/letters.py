"""The letters of a decision, to the participant and to the referrer.

The desk checks the participant's address first. A letter can be created only after release, and
each one created is recorded. Nothing is sent here.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone

from programmes.models import ProgrammeVersion
from referral_portal.audit.recorder import record
from referral_portal.common.address_check import AddressForm
from referral_portal.common.fonts import CannotPrint
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.pdf import document
from referral_portal.outbox.enums import Audience
from referral_portal.pages.marks import repeatable
from referrals.admin.access import opened
from referrals.admin.queue.returning import list_of, page_url
from referrals.admin.queue.which import WhichList
from referrals.call_backs import call_instead_of_letter
from referrals.letters import (
    Known,
    address_lines,
    decision_letter,
    decision_words,
    name_on,
    review_letter,
    template_of,
    why_stopped,
)
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.silence import silence_words

AUDIENCES = (Audience.PARTICIPANT, Audience.REFERRER)


def letters_ready(referral: Referral, which: WhichList, now, known: Known) -> list[dict]:
    """Return a link for each letter that may be created now; `which` is the list of the reader."""
    kinds = (
        ("Letter to {}", "letter", decision_letter),
        ("Letter about the review to {}", "review-letter", review_letter),
    )
    return [
        {
            "text": text.format(audience.label),
            "url": page_url(page, referral.pk, which, audience.value),
        }
        for text, page, may_draw in kinds
        for audience in AUDIENCES
        if may_draw(referral, audience, now=now, known=known)
    ]


@dataclass(frozen=True)
class Paper:
    """A letter that may be created: its template, its words, and what is recorded about it."""

    template: str
    words: dict
    recorded: dict


@repeatable  # the page stays open behind the file, for a second copy
def letter(
    request: HttpRequest, referral_id: uuid.UUID, audience: str, *, of_review: bool = False
) -> HttpResponse:
    """Show where a letter goes, and on POST create it; say when it may not be created yet."""
    if not can_read_referrals(request.user) or audience not in AUDIENCES:
        raise Http404
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    referral = opened(request.user, referral_id, page="letter")
    now = timezone.now()
    found = review_letter if of_review else decision_letter
    change = found(referral, audience, now=now)
    paper = None
    if change is not None:
        paper = Paper(
            template_of(change, audience, of_review=of_review),
            decision_words(referral, change, audience, programme=programme_name(referral), now=now),
            {"decision": change.number, "of_review": of_review},
        )
    back = page_url("change", referral.pk, list_of(request))
    return letter_page(request, referral, audience, paper, back=back)


def letter_page(
    request: HttpRequest,
    referral: Referral,
    audience: str,
    paper: Paper | None,
    *,
    back: str,
    back_text: str = "Back to the referral",
) -> HttpResponse:
    """Show where `paper` goes, and on POST create it; without one, say that it may not be created."""
    now = timezone.now()
    by_post = audience == Audience.PARTICIPANT
    lines = address_lines(referral) if by_post else []
    may_draw = paper is not None and (bool(lines) or not by_post)
    name = name_on(referral, audience)
    typed = request.POST if request.method == "POST" else None
    form = AddressForm(typed, has_address=by_post, name=name)
    if paper is not None and may_draw and form.is_valid():
        try:
            with transaction.atomic():
                record(
                    "referral.letter",
                    actor=request.user,
                    target=referral,
                    now=now,
                    audience=audience,
                    address_checked=by_post,
                    **paper.recorded,
                )
                return document(
                    request,
                    paper.template,
                    form.words(paper.words),
                    file_name=f"{referral.reference}.pdf",
                )
        except CannotPrint as error:
            call = call_instead_of_letter(
                referral=referral, audience=audience, by=request.user, now=now
            )
            form.add_error(None, why_stopped(error, name=name, calls=call is not None))
    context = {
        "referral": referral,
        "audience": Audience(audience).label,
        "by_post": by_post,
        "lines": lines,
        "is_released": paper is not None,
        "silence": silence_words(referral) if by_post else "",
        "may_draw": may_draw,
        "form": form,
        "back": back,
        "back_text": back_text,
    }
    return TemplateResponse(request, "admin/referrals/letter.html", context)


@repeatable
def review_letter_page(request: HttpRequest, referral_id: uuid.UUID, audience: str) -> HttpResponse:
    """Show where the letter about a review goes, and on POST create it."""
    return letter(request, referral_id, audience, of_review=True)


def programme_name(referral: Referral) -> str:
    """Return the current name of the programme the referral is accepted for, or ""."""
    if referral.programme is None:
        return ""
    version = ProgrammeVersion.objects.current().filter(programme=referral.programme).first()
    return version.name if version else str(referral.programme)
