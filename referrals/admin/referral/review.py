"""The reviews of the decisions about the referral, and the link that records one."""

from django.urls import reverse

from referrals.admin.referral.reading import Reading
from referrals.admin.reviews.asking import askers


def shown(reading: Reading) -> dict:
    """Return the reviews, newest first, and where to record one that can be asked for now."""
    referral = reading.referral
    can_ask = bool(referral.ended_at and askers(referral, reading.now, reading.for_letters))
    address = reverse("admin:referrals_referral_review", args=[referral.pk])
    return {
        "decision_reviews": [
            {
                "review": review,
                "is_overdue": review.settled_at is None and review.due_at < reading.now,
                "url": reverse("admin:referrals_decisionreview_change", args=[review.pk]),
            }
            for review in sorted(
                reading.rows["reviews"], key=lambda one: one.decision_id, reverse=True
            )
        ],
        "review_url": address if can_ask else "",
    }
