"""Complaints: the form for the desk, and the list and pages of the managers whom they do not name."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.refusals import refusals_on
from referral_portal.outbox.enums import Audience
from referral_portal.pages.marks import repeatable
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.letters import Paper, letter_page
from referrals.admin.queue.returning import list_of, page_url
from referrals.admin.reviews.to_settle import ids_of, to_settle
from referrals.complaints import can_be_named, record_complaint, settle_complaint
from referrals.enums import MessageEvent
from referrals.forms.complaints import ComplaintForm, ComplaintResultForm
from referrals.letters import complaint_letter, complaint_words
from referrals.models import Complainant, Complaint, Referral
from referrals.outgoing import Planned, what_will_be_sent
from referrals.permissions import can_name_people, can_read_referrals
from referrals.result_messages import readers_of

LIST = "admin:referrals_complaint_changelist"
PAGE = "admin:referrals_complaint_change"
LETTER = "admin:referrals_complaint_letter"


@desk_page(can_read_referrals, GET_OR_POST)
def complain(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask what is wrong and whom it is about, and on POST record the complaint."""
    referral = opened(request.user, referral_id, page="complaint")
    back = page_url("change", referral.pk, list_of(request))
    form = ComplaintForm(
        request.POST if request.method == "POST" else None,
        is_agency=referral.referrer is not None,
        users=[(str(user.pk), str(user)) for user in can_be_named()],
    )
    if form.is_valid():
        with refusals_on(form):
            record_complaint(
                referral_id=referral.pk, **form.complaint(), by=request.user, now=timezone.now()
            )
            messages.success(request, "The complaint is recorded. A programme manager reads it.")
            return redirect(back)
    context = {"referral": referral, "form": form, "back": back}
    return TemplateResponse(request, "admin/referrals/reviews/complain.html", context)


@desk_page(can_name_people, READ_ONLY)
def complaint_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the open complaints, the one that is due first at the top, or of the settled ones."""
    visible = Complaint.objects.visible_to(request.user)
    context = to_settle(request, visible, page_of_one=PAGE)
    record(
        "complaint.list",
        actor=request.user,
        target=("referrals.complaint", "list"),
        now=timezone.now(),
        shown=ids_of(context),
    )
    return TemplateResponse(request, "admin/referrals/reviews/complaints.html", context)


@desk_page(can_name_people, GET_OR_POST)
def complaint(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Show one complaint and ask for its result, and on POST settle it."""
    mine = Complaint.objects.visible_to(request.user).select_related(
        "recorded_by", "settled_by", "referral__participant", "referral__referrer"
    )
    found = mine.filter(pk=complaint_id).first()
    if found is None:
        raise Http404
    referral = opened(request.user, found.referral_id, page="complaint")
    form = None
    if found.settled_at is None or request.method == "POST":
        form = ComplaintResultForm(request.POST if request.method == "POST" else None)
    if form is not None and form.is_valid():
        with refusals_on(form):
            settle_complaint(
                complaint_id=found.pk, **form.cleaned_data, by=request.user, now=timezone.now()
            )
            messages.success(request, "The complaint is settled.")
            return redirect(LIST)
    context = {
        "complaint": found,
        "about": [str(one.user) for one in found.about.select_related("user").order_by("pk")],
        "referral": referral,
        "form": form,
        "is_overdue": found.settled_at is None and found.due_at < timezone.now(),
        "planned": planned(found, referral) if form is not None else (),
        "letter_url": _letter_url(found),
        "back": reverse(LIST),
    }
    return TemplateResponse(request, "admin/referrals/reviews/complaint.html", context)


def _letter_url(found: Complaint) -> str:
    can_be_drawn = complaint_letter(found, now=timezone.now()) is not None
    return reverse(LETTER, args=[found.pk]) if can_be_drawn else ""


def planned(found: Complaint, referral: Referral) -> list[Planned]:
    """Return the messages about the result: only those who complained get one."""
    event = MessageEvent.ANSWERED
    to = {Audience(audience).label: address for address, audience in readers_of(found, event)}
    return [
        replace(message, to=to[message.audience])
        for message in what_will_be_sent(referral, event)
        if message.audience in to
    ]


@repeatable
@desk_page(can_name_people, GET_OR_POST)
def complaint_letter_page(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Show where the letter about a complaint goes, and on POST create it."""
    mine = Complaint.objects.visible_to(request.user).exclude(made_by=Complainant.OTHER)
    found = mine.select_related("referral__participant", "referral__referrer__agency")
    found = found.filter(pk=complaint_id).first()
    if found is None:
        raise Http404
    referral = opened(request.user, found.referral_id, page="letter")
    now, paper = timezone.now(), None
    event = complaint_letter(found, now=now)
    if event is not None:
        paper = Paper(
            f"documents/{event}_{found.made_by}.html",
            complaint_words(found, now=now),
            {"complaint": str(found.pk)},
        )
    back = reverse(PAGE, args=[found.pk])
    back_text = "Back to the complaint"
    return letter_page(request, referral, found.made_by, paper, back=back, back_text=back_text)
