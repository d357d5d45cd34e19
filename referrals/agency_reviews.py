"""How far the reviews that an agency asked for are, as the agency reads them.

A result is told once its message to the referrer has been released. Until then the page says what it
says of an open review. This module only reads.
"""

import datetime as dt
from dataclasses import dataclass

from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import MessageEvent
from referrals.message_keys import message_key, review_cause
from referrals.models import DecisionReview, Referral, ReviewAsker, ReviewOutcome

OPEN = "A different member of our team is looking at the decision again."
TOLD = {
    ReviewOutcome.UPHELD: "A different member of our team has looked at the decision again. They did "
    "not change it.",
    ReviewOutcome.OVERTURNED: "A different member of our team has looked at the decision again and "
    "has changed it. “Progress” says how far the referral is now.",
}
NOT_WANTED = "You no longer wanted this review, so it has ended."
# The referral has moved on since, so the message about the result never left.
OVERTAKEN = "This review has ended. “Progress” says how far the referral is now."


@dataclass(frozen=True)
class AskedReview:
    """One review: when the agency asked for it, how it stands, and its date while it is open."""

    asked_at: dt.datetime
    words: str
    due_at: dt.datetime | None


def reviews_for(referral: Referral, *, now: dt.datetime) -> list[AskedReview]:
    """Return the reviews that the agency of `referral` asked for, the oldest first."""
    reviews = referral.decision_reviews.filter(asked_by=ReviewAsker.REFERRER)
    reviews = list(reviews.select_related("decision", "referral").order_by("asked_at"))
    statuses = _statuses(referral) if any(one.outcome for one in reviews) else {}
    found = []
    for review in reviews:
        words = _words(review, statuses)
        is_ahead = words == OPEN and review.due_at >= now
        found.append(AskedReview(review.asked_at, words, review.due_at if is_ahead else None))
    return found


def _words(review: DecisionReview, statuses: dict[str, str]) -> str:
    if review.outcome is None:
        return OPEN
    if review.outcome == ReviewOutcome.NOT_WANTED:
        return NOT_WANTED
    status = statuses.get(_key(review))
    if status is None or status == MessageStatus.CANCELLED:
        # While anything waits, the agency reads what it read before.
        return OPEN if MessageStatus.WAITING_RELEASE in statuses.values() else OVERTAKEN
    return OPEN if status == MessageStatus.WAITING_RELEASE else TOLD[review.outcome]


def _statuses(referral: Referral) -> dict[str, str]:
    """Return the status of each message to the referrer, by its key."""
    rows = OutgoingMessage.objects.filter(referral_id=referral.pk, audience=Audience.REFERRER)
    return dict(rows.values_list("key", "status"))


def _key(review: DecisionReview) -> str:
    """Return the key of the message to the referrer about the result of `review`."""
    event, cause = MessageEvent.UPHELD, review_cause(review.decision.number)
    if review.outcome == ReviewOutcome.OVERTURNED:
        later = review.referral.status_changes.filter(number__gt=review.decision.number)
        steps = later.filter(verb="overturn").order_by("number").values_list("number", flat=True)
        event, cause = MessageEvent.OVERTURNED, steps.first()
    return message_key(event, Audience.REFERRER, review.referral_id, cause)
