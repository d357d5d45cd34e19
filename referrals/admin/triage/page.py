"""The pages of triage: one referral with its answers and a decision, then the next of the list.

The forms and the verbs are those of the confirm pages. Nothing is decided unread: a decision is taken
only from a page of this referral, which is on record, at the version that this page showed.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.refusals import refusals_on
from referrals.admin.access import opened
from referrals.admin.answers import answer_pages
from referrals.admin.decision_pages import DECISION_PAGES, DecisionPage
from referrals.admin.decisions import NOT_NOW, drawn, take, what_is_asked
from referrals.admin.eligibility import OUTCOMES
from referrals.admin.forms import DecisionForm
from referrals.admin.queue.returning import list_of, page_url
from referrals.admin.referral import (
    before_deciding,
    cards,
    criteria,
    danger,
    person,
    questions,
    status,
)
from referrals.admin.referral.reading import Reading
from referrals.admin.triage.order import in_order
from referrals.admin.triage.walk import AT, END, Walk
from referrals.facts import Outcome
from referrals.models import Referral
from referrals.open_signs import OpenSign
from referrals.permissions import can_triage

# An undo looks back, and triage forward.
TRIAGE_PAGES = tuple(page for page in DECISION_PAGES if page.slug != "correct")
SECTIONS = (status, danger, before_deciding, cards, questions, criteria, person)
# What only the whole page of the referral shows.
UNREAD = frozenset(
    {"redactions", "clock_results", "contacts", "tasks", "assignments", "reviews", "messages_seen"}
)
MET, _ = OUTCOMES[Outcome.MET]
KEYS = {"accept": "a", "ask": "i", "hold": "h", "decline": "d"}


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first referral of the list, or say that none is left."""
    walk = _walk(request)
    if request.method not in READ_ONLY:
        return HttpResponseNotAllowed(READ_ONLY)
    is_end = request.GET.get(AT) == END
    if not is_end and (first := walk.first()):
        return redirect(walk.url(first))
    context = {"walk": walk, "left": walk.left()}
    return TemplateResponse(request, "admin/referrals/triage/end.html", context)


def one(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show a referral with the first decision that is possible."""
    walk = _walk(request)
    if request.method not in READ_ONLY:
        return HttpResponseNotAllowed(READ_ONLY)
    referral = opened(request.user, referral_id, page="triage")
    reading = _reading(request, walk, referral)
    offered = _offered(reading)
    if not offered:
        return _page(request, walk, reading, {"decision": None})
    return _undecided(request, walk, reading, offered[0])


def decide(request: HttpRequest, referral_id: uuid.UUID, *, page: DecisionPage) -> HttpResponse:
    """Show a referral with one decision, and on POST take it and go to the next referral."""
    walk = _walk(request)
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    referral = opened(request.user, referral_id, page="triage")
    if request.method != "POST":
        reading = _reading(request, walk, referral)
        if page not in _offered(reading):
            messages.warning(request, NOT_NOW)
            return redirect(walk.url(referral.pk))
        return _undecided(request, walk, reading, page)
    asked = what_is_asked(page, referral, request.user)
    form = page.form(request.POST, **asked)
    if form.is_valid():
        with refusals_on(form):
            taken = take(request, page, form, referral)
            messages.success(request, _done(walk, page, taken))
            return redirect(walk.beside(referral).next_url)
    return _drawn(request, walk, _reading(request, walk, referral), page, form, asked["open_signs"])


def _walk(request: HttpRequest) -> Walk:
    if not can_triage(request.user):
        raise Http404
    return Walk(list_of(request), request.user, timezone.now())


def _offered(reading: Reading) -> list[DecisionPage]:
    return [page for page in reading.decisions if page in TRIAGE_PAGES]


def _reading(request: HttpRequest, walk: Walk, referral: Referral) -> Reading:
    return Reading(referral, request.user, walk.now, walk.which, UNREAD)


def _undecided(
    request: HttpRequest, walk: Walk, reading: Reading, page: DecisionPage
) -> HttpResponse:
    asked = what_is_asked(page, reading.referral, request.user, reading=reading)
    return _drawn(request, walk, reading, page, page.form(**asked), asked["open_signs"])


def _drawn(
    request: HttpRequest,
    walk: Walk,
    reading: Reading,
    page: DecisionPage,
    form: DecisionForm,
    waiting: list[OpenSign],
) -> HttpResponse:
    decision = drawn(request, page, form, reading.referral, waiting, reading)
    return _page(request, walk, reading, decision)


def _page(request: HttpRequest, walk: Walk, reading: Reading, decision: dict) -> HttpResponse:
    referral = reading.referral
    context = {"referral": referral, "is_urgent": reading.is_urgent}
    for section in SECTIONS:
        context |= section.shown(reading)
    page = decision["decision"]
    beside = walk.beside(referral)
    here = {
        "parts": in_order(answer_pages(referral), said=context["as_said"]),
        "not_met": [row for row in context["criteria"] if row["label"] != MET],
        "met_words": ", ".join(row["title"] for row in context["criteria"] if row["label"] == MET),
        "tabs": _tabs(walk, reading),
        "back": walk.url(referral.pk),
        "action": _url(walk, referral, page) if page else "",
        "button_text": f"{page.step.label} and next" if page else "",
        "is_mine": referral.assigned_to_id == request.user.pk,
        "walk": walk,
        "left": beside.left,
        "previous_url": beside.previous_url,
        "next_url": beside.next_url,
        "referral_url": page_url("change", referral.pk, walk.which),
        "contact_url": page_url("contact", referral.pk, walk.which),
    }
    return TemplateResponse(request, "admin/referrals/triage/page.html", context | decision | here)


def _url(walk: Walk, referral: Referral, page: DecisionPage) -> str:
    return walk.url(referral.pk, page.slug)


def _tabs(walk: Walk, reading: Reading) -> list[dict]:
    referral = reading.referral
    return [
        {
            "text": page.link_for(referral),
            "slug": page.slug,
            "key": KEYS.get(page.slug, ""),
            "url": _url(walk, referral, page),
        }
        for page in _offered(reading)
    ]


def _done(walk: Walk, page: DecisionPage, taken: Referral) -> str:
    return format_html(
        '{} <a class="govuk-notification-banner__link" href="{}">Open {}</a>',
        page.done.format(reference=taken.reference),
        page_url("change", taken.pk, walk.which),
        taken.reference,
    )
