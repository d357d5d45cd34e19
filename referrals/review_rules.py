"""Which decision about a referral can be reviewed, and which users may review it.

This module only reads.
"""

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referrals.enums import FINAL, EndingCode
from referrals.models import DecisionReview, Referral, StatusChange
from referrals.permissions import can_read_referrals
from referrals.steps_taken import newest_step

# The steps that end a referral by a decision. A completed one has nothing to review.
REVIEWABLE = frozenset({"decline", "withdraw", "remove"})
REVIEWERS = (Role.COORDINATOR, Role.MANAGER)


def decision_of(referral: Referral) -> StatusChange | None:
    """Return the decision that ended `referral` and can be reviewed, or None.

    Nobody is told of a duplicate, and after a death nobody asks.
    """
    if referral.status not in FINAL or referral.ending_code == EndingCode.DIED:
        return None
    last = newest_step(referral)
    is_it = last and last.to_status == referral.status and last.verb in REVIEWABLE
    return last if is_it and not last.duplicate_of_id else None


def has_open_review(decision: StatusChange | None) -> bool:
    """Return whether a review of `decision` was asked for and is not settled."""
    return DecisionReview.objects.filter(decision=decision, settled_at=None).exists()


def may_review(review: DecisionReview, user: User) -> bool:
    """Return whether `user` may review this decision: one of the desk who sees it and did not make it."""
    return (
        can_read_referrals(user)
        and user.pk != review.decided_by_id
        and DecisionReview.objects.visible_to(user).filter(pk=review.pk).exists()
    )


def reviewers_for(review: DecisionReview) -> list[User]:
    """Return the users who may review this decision, by name."""
    users = User.objects.filter(is_active=True, groups__name__in=REVIEWERS).distinct()
    users = users.exclude(pk=review.decided_by_id).order_by("last_name", "first_name", "pk")
    return [user for user in users if may_review(review, user)]
