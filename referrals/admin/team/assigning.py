"""The button that takes a referral, and the page that hands one over."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.refusals import Refusal, refusals_on
from referral_portal.pages.zones import draw_from, version_read
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.returning import list_of, page_url
from referrals.assignments import assignment_number, could_have, hand_over, take
from referrals.forms.assigning import HandOverForm
from referrals.permissions import can_read_referrals, can_triage


@desk_page(can_triage, GET_OR_POST)
def take_referral(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Assign a referral to the coordinator who pressed the button on its page."""
    referral = opened(request.user, referral_id, page="take")
    if request.method == "POST":
        try:
            take(referral_id=referral.pk, by=request.user, now=timezone.now())
            messages.success(request, f"You are working on {referral.reference} now.")
        except Refusal as refusal:
            messages.warning(request, refusal.words)
    return redirect(page_url("change", referral.pk, list_of(request)))


@desk_page(can_read_referrals, GET_OR_POST)
def hand_over_referral(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask who works on a referral from now on and why, and on POST hand it over."""
    referral = opened(request.user, referral_id, page="hand-over")
    back = page_url("change", referral.pk, list_of(request))
    subject = f"assignment:{referral.pk}"
    users = {str(user.pk): user for user in could_have(referral)}
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        coordinators=[(pk, str(user)) for pk, user in users.items()],
        needs_words=referral.assigned_to_id not in {None, request.user.pk},
    )
    if form.is_valid():
        with refusals_on(form):
            to = users[form.cleaned_data["to"]]
            hand_over(
                referral_id=referral.pk,
                to=to,
                words=form.cleaned_data["words"],
                by=request.user,
                now=timezone.now(),
                version=version_read(request, subject=subject),
            )
            messages.success(request, f"{to} is working on {referral.reference} now.")
            return redirect(back)
    if request.method == "POST":
        referral.refresh_from_db(fields=["assigned_to", "assigned_at"])
    draw_from(request, subject=subject, version=assignment_number(referral))
    context = {"referral": referral, "form": form, "back": back}
    return TemplateResponse(request, "admin/referrals/team/hand_over.html", context)
