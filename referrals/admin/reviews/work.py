"""The open reviews of decisions among the work that the first page of the admin lists."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referrals.clocks import due_words
from referrals.models import Complaint, DecisionReview
from referrals.permissions import can_read_referrals


@portal_admin_site.add_work
def open_reviews(request) -> list[WorkItem]:
    """Return the open reviews, if there are any, and whether one of them is overdue."""
    if not can_read_referrals(request.user):
        return []
    found = _open_reviews.read(request.user)
    now = timezone.now()
    if not found:
        return _open_complaints(request.user)
    return [
        WorkItem(
            text="Reviews of decisions",
            url=reverse("admin:referrals_decisionreview_changelist"),
            count=many(len(found)),
            hint="Asked for by a participant or a referrer, and not settled",
            is_urgent=found[0][1] < now,
            rows=tuple(
                WorkRow(
                    text=reference,
                    url=reverse("admin:referrals_decisionreview_change", args=[pk]),
                    name=name,
                    detail=f"Due {due_words(due_at)}",
                    is_late=due_at < now,
                )
                for pk, due_at, reference, name in found[:SHOWN]
            ),
        ),
        *_open_complaints(request.user),
    ]


@KeptFor
def _open_reviews(user: AnyUser) -> QuerySet:
    rows = DecisionReview.objects.visible_to(user).open()
    columns = ("pk", "due_at", "referral__reference", "referral__participant__name")
    return rows.values_list(*columns)[: MOST + 1]


def _open_complaints(user) -> list[WorkItem]:
    """Return the open complaints that `user` may read, if there are any."""
    found = _complaints.read(user)
    if not found:
        return []
    return [
        WorkItem(
            text="Complaints",
            url=reverse("admin:referrals_complaint_changelist"),
            count=many(len(found)),
            hint="About how we worked, and not settled",
            is_urgent=found[0][0] < timezone.now(),
        )
    ]


@KeptFor
def _complaints(user: AnyUser) -> QuerySet:
    """Return when the open complaints are due, the first at the top."""
    return Complaint.objects.visible_to(user).open().values_list("due_at")[: MOST + 1]
