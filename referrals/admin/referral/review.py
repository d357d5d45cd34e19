"""The reviews of the decisions about the referral, and the link that records one."""

from django.urls import reverse

from referrals.admin.queue.returning import page_url, with_list
from referrals.admin.referral.reading import Reading
from referrals.admin.reviews.asking import PAGE, askers


def shown(reading: Reading) -> dict:
    """Return the reviews, newest first, and where to record one that can be asked for now."""
    referral = reading.referral
    can_ask = bool(referral.ended_at and askers(referral, reading.now, reading.for_letters))
    return {
        "decision_reviews": [
            {
                "review": review,
                "is_overdue": review.settled_at is None and review.due_at < reading.now,
                "url": with_list(reverse(PAGE, args=[review.pk]), reading.which),
            }
            for review in sorted(
                reading.rows["reviews"], key=lambda one: one.decision_id, reverse=True
            )
        ],
        "review_url": page_url("review", referral.pk, reading.which) if can_ask else "",
    }
