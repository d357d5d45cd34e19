"""The calls to make: who has to be told by telephone or letter, of what, and from which moment.

A call opens with the number, the best time and the words. The list shows none of these.
"""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin.message_rows import Subject, limits_messages, names_subjects
from referral_portal.audit.recorder import record
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.paging import page_of
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import CancelReason
from referral_portal.outbox.truth import event_of
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.contact_rows import who_to_call
from referrals.admin.tries import TRIES, tries
from referrals.calls import (
    calls_that_wait,
    calls_to_make,
    end_call,
    what_to_say,
    why_not_to_tell,
    without_hidden,
)
from referrals.enums import MessageEvent
from referrals.models import Referral
from referrals.permissions import can_read_referrals

limits_messages(without_hidden)
HERE = "admin:referrals_referral_calls"
WAITS = "waiting"
LISTS = [("", "Calls to make"), (WAITS, "Waiting for release"), (TRIES, "Next tries")]


@names_subjects
def references(ids: Collection[uuid.UUID], user) -> dict[uuid.UUID, Subject]:
    """Return the references and pages of the referrals `ids` that a user of the desk may see."""
    if not can_read_referrals(user):
        return {}
    seen = Referral.objects.visible_to(user).filter(pk__in=ids)
    return {
        pk: Subject(reference, reverse("admin:referrals_referral_change", args=[pk]))
        for pk, reference in seen.values_list("pk", "reference")
    }


@desk_page(can_read_referrals, READ_ONLY)
def calls(request: HttpRequest) -> HttpResponse:
    """Show one page of the calls to make, of those that wait for release, or of the next tries."""
    status = request.GET.get("status", "")
    context = {"statuses": LISTS, "status": status if status in dict(LISTS) else ""}
    if status == TRIES:
        return tries(request, context)
    waits = status == WAITS
    page = page_of(
        calls_that_wait(request.user) if waits else calls_to_make(request.user),
        order=("due_at", "id"),
        params=request.GET,
        size=settings.QUEUE_PAGE_SIZE,
        kept={"status": WAITS if waits else ""},
    )
    mine = Referral.objects.visible_to(request.user).select_related("participant")
    referrals = mine.in_bulk([row.referral_id for row in page.rows])
    record(
        "message.list_calls",
        actor=request.user,
        target=("outbox.outgoingmessage", "calls"),
        now=timezone.now(),
        shown=[row.pk for row in page.rows],
    )
    context |= {
        "rows": [
            {
                "name": referrals[row.referral_id].participant.name,
                "reference": referrals[row.referral_id].reference,
                "about": MessageEvent(event_of(row.event)).label,
                "since": row.sent_at or row.created_at,
                "url": reverse("admin:referrals_referral_call", args=[row.referral_id, row.pk]),
            }
            for row in page.rows
            if row.referral_id in referrals
        ],
        "waits": waits,
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/referrals/calls.html", context)


@desk_page(can_read_referrals, GET_OR_POST)
def call(request: HttpRequest, referral_id: uuid.UUID, message_id: uuid.UUID) -> HttpResponse:
    """Show one call to make, and on POST take it off the list."""
    referral = opened(request.user, referral_id, page="call")
    now = timezone.now()
    message = calls_to_make(request.user).filter(pk=message_id, referral_id=referral.pk).first()
    if message is None and request.method == "POST":
        return redirect(HERE)  # posted twice: it is off the list already
    if message is None:
        raise Http404
    try:
        if request.method == "POST":
            end_call(message_id=message.pk, by=request.user, now=now)
            messages.success(request, "The call is off the list.")
            return redirect(HERE)
        reason = why_not_to_tell(message, now=now)
    except Refusal as refusal:
        messages.warning(request, refusal.words)
        return redirect(HERE)
    context = {
        "referral": referral,
        "since": message.sent_at or message.created_at,
        "words": what_to_say(message),
        "about": MessageEvent(event_of(message.event)).label,
        "reason": CancelReason(reason).label if reason else "",
        "who": who_to_call(referral),
        "back": reverse(HERE),
    }
    return TemplateResponse(request, "admin/referrals/call.html", context)
