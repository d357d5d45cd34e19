"""The list of the reviews of decisions: the open ones, or those that are settled."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.methods import READ_ONLY
from referrals.admin.call_backs import desk_page
from referrals.admin.reviews.to_settle import ids_of, to_settle
from referrals.models import DecisionReview
from referrals.permissions import can_read_referrals

PAGE = "admin:referrals_decisionreview_change"


@desk_page(can_read_referrals, READ_ONLY)
def review_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the open reviews, the one that is due first at the top, or of the settled ones."""
    visible = DecisionReview.objects.visible_to(request.user)
    context = to_settle(request, visible, "decision", "reviewer", page_of_one=PAGE)
    record(
        "review.list",
        actor=request.user,
        target=("referrals.decisionreview", "list"),
        now=timezone.now(),
        shown=ids_of(context),
    )
    return TemplateResponse(request, "admin/referrals/reviews/list.html", context)
