"""One review of a decision, and the forms that give it to a reviewer and settle it.

Opening a review opens its referral, which is recorded before anything is shown.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from programmes.models import Programme
from referral_portal.accounts.models import User
from referral_portal.common.methods import GET_OR_POST, READ_ONLY
from referral_portal.common.refusals import refusals_on
from referral_portal.outbox.enums import Audience
from referral_portal.pages.zones import draw_from, version_read
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.decisions import choices_for
from referrals.admin.queue.returning import list_of, page_url, with_list
from referrals.corrections import where_back_to
from referrals.enums import MessageEvent, Status, Trigger
from referrals.forms.reviews import ResultForm, ReviewerForm
from referrals.models import DecisionReview, Referral, ReviewAsker
from referrals.outgoing import Planned, what_will_be_sent
from referrals.permissions import can_read_referrals
from referrals.review_rules import may_review, reviewers_for
from referrals.reviews import assign_review, settle_review
from referrals.transitions import history_words

LIST = "admin:referrals_decisionreview_changelist"
PAGE = "admin:referrals_decisionreview_change"
ASSIGN = "admin:referrals_decisionreview_assign"
SETTLE = "admin:referrals_decisionreview_settle"


@desk_page(can_read_referrals, READ_ONLY)
def read(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Show one review: who asked, why, who reviews it and until when, and the result."""
    review, referral = _opened(request, review_id)
    is_open = review.settled_at is None
    which = list_of(request)
    context = _drawn(request, review, referral) | {
        "assign_url": with_list(reverse(ASSIGN, args=[review.pk]), which),
        "settle_url": with_list(reverse(SETTLE, args=[review.pk]), which),
        "may_assign": is_open and request.user.pk != review.decided_by_id,
        "may_settle": is_open and _may_settle(review, request.user),
        "is_overdue": is_open and review.due_at < timezone.now(),
        "back": reverse(LIST),
    }
    return TemplateResponse(request, "admin/referrals/reviews/review.html", context)


@desk_page(can_read_referrals, GET_OR_POST)
def assign(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Ask who reviews the decision, and on POST give it to that user."""
    review, referral = _opened(request, review_id)
    users = {str(user.pk): user for user in reviewers_for(review)}
    form = ReviewerForm(
        request.POST if request.method == "POST" else None,
        users=[(pk, str(user)) for pk, user in users.items()],
        initial={"reviewer": str(review.reviewer_id or "")},
    )
    if form.is_valid():
        with refusals_on(form):
            chosen: User = users[form.cleaned_data["reviewer"]]
            assign_review(
                review_id=review.pk,
                reviewer=chosen,
                version=version_read(request, subject=_subject(review)),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"{chosen} reviews the decision about {referral.reference}.")
            return redirect(_address(request, review))
    return _form(request, "assign", review, referral, form)


@desk_page(can_read_referrals, GET_OR_POST)
def settle(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Ask the reviewer for the result, and on POST settle the review."""
    review, referral = _opened(request, review_id)
    if not _may_settle(review, request.user):
        raise Http404
    target = where_back_to(referral, "overturn", Trigger.REVIEW)
    form = ResultForm(
        request.POST if request.method == "POST" else None,
        programmes=choices_for(referral) if target == Status.AWAITING_TRIAGE else (),
    )
    if form.is_valid():
        with refusals_on(form):
            answers = form.cleaned_data
            code = answers.get("programme")
            settle_review(
                review_id=review.pk,
                outcome=answers["outcome"],
                words=answers["words"],
                programme=Programme.objects.get(code=code) if code else None,
                reason=answers.get("reason") or "",
                version=version_read(request, subject=_subject(review)),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, f"The review of {referral.reference} is settled.")
            return redirect(_address(request, review))
    more = {
        "goes_back_to": target.label.lower() if target else "",
        "if_upheld": planned_upheld(review, referral),
        "if_overturned": what_will_be_sent(referral, MessageEvent.OVERTURNED),
    }
    return _form(request, "settle", review, referral, form, **more)


def planned_upheld(review: DecisionReview, referral: Referral) -> list[Planned]:
    """Return the messages that say that the decision stays: only those who asked get one."""
    to_referrer = review.asked_by == ReviewAsker.REFERRER
    return [
        message
        for message in what_will_be_sent(referral, MessageEvent.UPHELD)
        if (message.audience == Audience.REFERRER.label) == to_referrer
    ]


def _opened(request: HttpRequest, review_id: uuid.UUID) -> tuple[DecisionReview, Referral]:
    """Return a review and its referral, recorded as opened; raise Http404."""
    found = DecisionReview.objects.visible_to(request.user).filter(pk=review_id)
    review = found.select_related("decision__by", "decided_by", "recorded_by", "reviewer").first()
    if review is None:
        raise Http404
    return review, opened(request.user, review.referral_id, page="review")


def _may_settle(review: DecisionReview, user: User) -> bool:
    return review.reviewer_id == user.pk and may_review(review, user)


def _subject(review: DecisionReview) -> str:
    return f"review:{review.pk}"


def _address(request: HttpRequest, review: DecisionReview) -> str:
    """Return the address of the page of a review, with the list that its reader came from."""
    return with_list(reverse(PAGE, args=[review.pk]), list_of(request))


def _drawn(request: HttpRequest, review: DecisionReview, referral: Referral) -> dict:
    return {
        "review": review,
        "referral": referral,
        "decision": history_words(review.decision.verb),
        "referral_url": page_url("change", referral.pk, list_of(request)),
    }


def _form(request, name: str, review: DecisionReview, referral: Referral, form, **more):
    """Return the page of one of the forms of an open review, or the review once it is settled."""
    back = _address(request, review)
    if request.method != "POST" and review.settled_at:
        messages.warning(request, "This review is settled already.")
        return redirect(back)
    if request.method == "POST":
        review.refresh_from_db(fields=["version"])
    draw_from(request, subject=_subject(review), version=review.version)
    context = _drawn(request, review, referral) | {"form": form, "back": back} | more
    return TemplateResponse(request, f"admin/referrals/reviews/{name}.html", context)
