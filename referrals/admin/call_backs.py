"""The coordinator's list of call-backs, one call-back, and the forms that record calls.

The list is in the order in which people asked. Opening a call-back is recorded before anything is
shown. A manager reads and records calls; a coordinator does the rest too.
"""

import functools
import uuid

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from programmes.clocks import closed_days
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local, local_today, working_days_after
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.normal_forms import phone_form
from referral_portal.common.refusals import Refusal, refusals_on
from referral_portal.replica import lists
from referrals.admin.contact_rows import log_rows
from referrals.call_backs import link_referral, receive_call_back
from referrals.contacts import contacts_of_call_back, record_call
from referrals.enums import CallBackStatus
from referrals.forms.call_backs import LinkForm, TakenDownForm
from referrals.forms.contact_log import CallForm
from referrals.models import CallBack, Referral
from referrals.permissions import can_read_referrals, can_triage
from referrals.silence import deaths

HERE = "admin:referrals_callback_changelist"
COLUMNS = (
    "id",
    "name",
    "received_at",
    "district__name",
    "safe_times",
    "may_leave_message",
    "referral_id",
)
COLOURS = {
    CallBackStatus.WAITING: "teal",
    CallBackStatus.REACHED: "blue",
    CallBackStatus.REFERRED: "green",
}
MOST_MATCHES = 5


def desk_page(may, methods):
    """Decorate a page that only users for whom `may(user)` is true can find."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            # Check the account first: "method not allowed" would give away that the page exists.
            if not may(request.user):
                raise Http404
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@desk_page(can_read_referrals, READ_ONLY)
def call_backs(request: HttpRequest) -> HttpResponse:
    """Show one page of the list: people still to be called, unless another status is chosen."""
    chosen = request.GET.get("status", "")
    status = chosen if chosen in CallBackStatus.values else CallBackStatus.WAITING
    visible = CallBack.objects.visible_to(request.user)
    page = lists.page(
        request,
        visible.filter(status=status).values(*COLUMNS, calls=Count("contacts")),
        visible=visible,
        order=("received_at", "id"),
        size=settings.QUEUE_PAGE_SIZE,
        kept={"status": status},
    )
    today = local_today(timezone.now())
    waits = status == CallBackStatus.WAITING
    arrived = [local_today(row["received_at"]) for row in page.rows]
    closed = closed_days(min(arrived)) if waits and arrived else frozenset()
    record(
        "callback.list",
        actor=request.user,
        target=("referrals.callback", "list"),
        now=timezone.now(),
        shown=[row["id"] for row in page.rows],
    )
    context = {
        "rows": [_row(row, today, waits, closed) for row in page.rows],
        "status": status,
        "statuses": CallBackStatus.choices,
        # The role is enough to show a link; the page behind it checks the permission.
        "may_act": request.user.has_role(Role.COORDINATOR),
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/referrals/call_backs.html", context)


def _row(row: dict, today, waits: bool, closed: frozenset) -> dict:
    received = local(row["received_at"])
    due = working_days_after(received.date(), settings.FIRST_CALL_WORKING_DAYS, closed)
    return row | {
        "url": reverse("admin:referrals_callback_change", args=[row["id"]]),
        "received": f"{received:%-d %b %Y}",
        "is_overdue": waits and not row["calls"] and due < today,
    }


@desk_page(can_read_referrals, READ_ONLY)
def read_call_back(request: HttpRequest, call_back_id: uuid.UUID) -> HttpResponse:
    """Show one call-back, the calls made so far, and referrals with the same number."""
    found = _opened(request, call_back_id)
    may_act = request.user.has_role(Role.COORDINATOR)
    waits = found.status == CallBackStatus.WAITING
    matches = _same_number(request.user, found) if found.referral_id is None else []
    context = {
        "found": found,
        "colour": COLOURS.get(found.status, "grey"),
        "person": _person(found),
        "log": log_rows(contacts_of_call_back(found), own=found.pk),
        "may_call": waits,
        "may_link": may_act and found.referral_id is None,
        "caller_url": reverse("referrals:caller", query={"call-back": found.pk}),
        "matches": matches,
        "is_silent": bool(deaths([found.referral] if found.referral else matches)),
        "keep_days": settings.CALLBACK_DAYS,
        "waits": waits,
    }
    return TemplateResponse(request, "admin/referrals/call_back.html", context)


def _person(found: CallBack) -> list[dict]:
    rows = (
        ("Name", found.name),
        ("Telephone", found.phone),
        ("Safe times to call", found.safe_times),
        ("Leave a message?", "Yes, saying who we are" if found.may_leave_message else "No"),
        ("District", found.district.name),
        ("Received", found.get_channel_display()),
        ("Added by", found.taken_by.get_full_name() if found.taken_by else ""),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def _same_number(user, found: CallBack):
    number, visible = phone_form(found.phone), Referral.objects.visible_to(user)
    same = visible.filter(participant__phone_key=number) if number else visible.none()
    return same.order_by("-submitted_at")[:MOST_MATCHES]


@desk_page(can_triage, GET_OR_POST)
def add_call_back(request: HttpRequest) -> HttpResponse:
    """Add a call-back for a person who has rung."""
    form = TakenDownForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        taken = receive_call_back(**form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, "The call-back is on the list.")
        return redirect("admin:referrals_callback_change", taken.pk)
    words = {
        "heading": "Add a call-back",
        "lead": "Ask for these five things only. Talk about what has happened when you call.",
        "button": "Add call-back",
    }
    return _ask(request, form, words, back=reverse(HERE))


@desk_page(can_read_referrals, GET_OR_POST)
def attempt(request: HttpRequest, call_back_id: uuid.UUID) -> HttpResponse:
    """Record how a call went."""
    found = _opened(request, call_back_id)
    back = reverse("admin:referrals_callback_change", args=[found.pk])
    form = CallForm(
        request.POST if request.method == "POST" else None,
        may_leave_message=found.may_leave_message,
    )
    if form.is_valid():
        with refusals_on(form):
            record_call(
                call_back_id=found.pk, **form.contact(), by=request.user, now=timezone.now()
            )
            messages.success(request, "The call is recorded.")
            return redirect(back)
    lead = "" if found.may_leave_message else "Do not leave a message for this person."
    words = {"heading": "Record a call", "lead": lead, "button": "Record call"}
    return _ask(request, form, words, back=back, caption=found.name)


@desk_page(can_triage, GET_OR_POST)
def link(request: HttpRequest, call_back_id: uuid.UUID) -> HttpResponse:
    """Record which referral the call-back led to."""
    found = _opened(request, call_back_id)
    back = reverse("admin:referrals_callback_change", args=[found.pk])
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            referral = _with_reference(request.user, form.cleaned_data["reference"])
            link_referral(
                call_back_id=found.pk, referral=referral, by=request.user, now=timezone.now()
            )
            messages.success(request, f"This call-back led to {referral.reference}.")
            return redirect(back)
    words = {
        "heading": "Which referral did it lead to?",
        "lead": "Marks this call-back as done and keeps it with the referral.",
        "button": "Link referral",
    }
    return _ask(request, form, words, back=back, caption=found.name)


def _with_reference(user, reference: str) -> Referral:
    found = Referral.objects.visible_to(user).filter(reference=reference).first()
    if found is None:
        raise Refusal("There is no referral with this reference", "reference")
    return found


def _ask(request, form, words: dict, *, back: str, caption: str = "") -> HttpResponse:
    context = {
        "form": form,
        "words": words,
        "back": back,
        "caption": caption,
    }
    return TemplateResponse(request, "admin/referrals/call_back_form.html", context)


def _opened(request: HttpRequest, call_back_id: uuid.UUID) -> CallBack:
    with transaction.atomic():
        found = (
            CallBack.objects.visible_to(request.user)
            .select_related("district", "taken_by", "referral__participant")
            .filter(pk=call_back_id)
            .first()
        )
        if found is None:
            raise Http404
        record("callback.view", actor=request.user, target=found, now=timezone.now())
    return found
