"""The list of the reviews of decisions: the open ones, or those that are settled."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.methods import READ_ONLY
from referral_portal.replica import lists
from referrals.admin.call_backs import desk_page
from referrals.models import DecisionReview
from referrals.permissions import can_read_referrals

STATUSES = (("open", "Open"), ("settled", "Settled"))


@desk_page(can_read_referrals, READ_ONLY)
def review_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the open reviews, the one that is due first at the top, or of the settled ones."""
    status = "settled" if request.GET.get("status") == "settled" else "open"
    visible = DecisionReview.objects.visible_to(request.user)
    rows = visible.filter(settled_at__isnull=status == "open").select_related(
        "referral", "decision", "reviewer"
    )
    page = lists.page(
        request,
        rows.defer("referral__answers", "referral__as_sent"),
        visible=visible,
        order=("due_at", "id") if status == "open" else ("-due_at", "-id"),
        size=settings.QUEUE_PAGE_SIZE,
        kept={"status": status},
    )
    now = timezone.now()
    record(
        "review.list",
        actor=request.user,
        target=("referrals.decisionreview", "list"),
        now=now,
        shown=[str(row.pk) for row in page.rows],
    )
    context = {
        "rows": [
            {
                "review": row,
                "url": reverse("admin:referrals_decisionreview_change", args=[row.pk]),
                "is_overdue": row.settled_at is None and row.due_at < now,
                "is_mine": row.reviewer_id == request.user.pk,
            }
            for row in page.rows
        ],
        "status": status,
        "statuses": STATUSES,
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/referrals/reviews/list.html", context)
