"""The pages of referrers: the agency forms, and the progress of their agency's referrals.

A referrer sees the reference, date and one word of each of their agency's referrals, but never a
name, a reason or anything that comes from people at risk.
"""

import functools

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from referral_portal.accounts.permissions import require_role
from referral_portal.accounts.roles import Role
from referral_portal.common.methods import get_or_post
from referral_portal.common.paging import page_of
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.pages.marks import lasting
from referrals.enums import AGENCY_WORDS, AgencyWord, EndingCode, MessageEvent, Route
from referrals.models import Referral
from referrals.steps import FORMS, find_form
from referrals.views import checking, flow

PAGE_SIZE = 25
# Before a message with this event has left, the agency knows of no decision.
ACCEPTED = f"{MessageEvent.ACCEPTED}_{Audience.REFERRER}"
UNSAID = (MessageStatus.WAITING_RELEASE, MessageStatus.CANCELLED)
COLOURS = {
    AgencyWord.RECEIVED: "grey",
    AgencyWord.IN_ASSESSMENT: "blue",
    AgencyWord.ACCEPTED: "green",
    AgencyWord.NOT_ACCEPTED: "orange",
    AgencyWord.CLOSED: "grey",
}


def for_agencies(view):
    """Decorate a view for accounts with the agency role whose agency is active."""

    @require_role(Role.AGENCY)
    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.agency is None or not request.user.agency.is_active:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@lasting
@for_agencies
@get_or_post
def agency_start(request, topic):
    """Start an agency referral."""
    return flow.start(request, find_form(topic, Route.AGENCY))


@lasting
@for_agencies
@get_or_post
def agency_page(request, topic, slug):
    """Ask one page of an agency referral."""
    return flow.page(request, find_form(topic, Route.AGENCY), slug)


@for_agencies
@require_safe
def agency_help(request, topic, name):
    """Show help between two pages of an agency referral."""
    return flow.interruption(request, find_form(topic, Route.AGENCY), name)


@lasting
@for_agencies
@get_or_post
def agency_check(request, topic):
    """Check the answers of an agency referral and send it."""
    return checking.check(request, find_form(topic, Route.AGENCY))


@for_agencies
@require_safe
def agency_sent(request, topic):
    """Confirm an agency referral."""
    return checking.sent(request, find_form(topic, Route.AGENCY))


@for_agencies
@require_safe
def your_referrals(request):
    """List one page of the agency's own referrals, newest first."""
    about_it = OutgoingMessage.objects.filter(
        referral_id=OuterRef("pk"), audience=Audience.REFERRER
    )
    rows = (
        Referral.objects.visible_to(request.user)
        .filter(referrer__agency_id=request.user.agency_id)
        .annotate(
            is_waiting=Exists(about_it.filter(status=MessageStatus.WAITING_RELEASE)),
            knows_acceptance=Exists(about_it.filter(event=ACCEPTED).exclude(status__in=UNSAID)),
        )
        .only("reference", "submitted_at", "status", "programme_id", "ending_code")
    )
    shown = page_of(rows, order=("-submitted_at", "-id"), params=request.GET, size=PAGE_SIZE)
    return render(
        request,
        "referrals/your_referrals.html",
        {
            "referrals": [
                {
                    "reference": row.reference,
                    "submitted_at": row.submitted_at,
                    "word": word.label,
                    "colour": COLOURS[word],
                }
                for row in shown.rows
                for word in [word_for(row)]
            ],
            "previous_url": shown.previous_url,
            "next_url": shown.next_url,
            "choices": [
                {
                    "title": form.heading,
                    "url": reverse("referrals:agency_start", args=[form.topic]),
                }
                for form in FORMS
                if form.route == Route.AGENCY
            ],
        },
    )


def word_for(row: Referral) -> AgencyWord:
    """Return the word that an agency sees.

    It shows a decision only once the message about it has been released. Until then it is the word
    from before, or a word that other referrals without a decision have as well.
    """
    if not row.is_waiting:
        is_duplicate = row.ending_code == EndingCode.DUPLICATE
        return AgencyWord.CLOSED if is_duplicate else AGENCY_WORDS[row.status]
    if row.knows_acceptance and row.programme_id:
        return AgencyWord.ACCEPTED
    return AgencyWord.IN_ASSESSMENT
