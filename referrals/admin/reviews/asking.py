"""The form with which the desk records that a review of a decision was asked for."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.refusals import refusals_on
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.returning import list_of, page_url, with_list
from referrals.forms.reviews import ReviewForm
from referrals.letters import Known
from referrals.models import Referral, ReviewAsker
from referrals.permissions import can_read_referrals
from referrals.reviews import ask_for_review, can_be_asked

PAGE = "admin:referrals_decisionreview_change"
NOT_NOW = (
    "A review can be asked for once, after the message about the decision was released. Check the "
    "messages and the history."
)


def askers(referral: Referral, now, known: Known | None = None) -> list[str]:
    """Return those who may ask for a review of the decision about `referral` now."""
    return [one for one in ReviewAsker.values if can_be_asked(referral, one, now=now, known=known)]


@desk_page(can_read_referrals, GET_OR_POST)
def ask(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask who asks for a review of the decision and why, and on POST record it."""
    referral = opened(request.user, referral_id, page="review")
    which = list_of(request)
    back = page_url("change", referral.pk, which)
    may_ask = askers(referral, timezone.now())
    form = ReviewForm(request.POST if request.method == "POST" else None, askers=may_ask)
    if request.method != "POST" and not may_ask:
        messages.warning(request, NOT_NOW)
        return redirect(back)
    if form.is_valid():
        with refusals_on(form):
            review = ask_for_review(
                referral_id=referral.pk, **form.cleaned_data, by=request.user, now=timezone.now()
            )
            messages.success(request, f"The review of {referral.reference} is recorded.")
            return redirect(with_list(reverse(PAGE, args=[review.pk]), which))
    context = {"referral": referral, "form": form, "back": back}
    return TemplateResponse(request, "admin/referrals/reviews/ask.html", context)
