"""A coordinator's own referrals, and what colleagues left behind, on the first page of the admin."""

from django.urls import reverse

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.roles import Role
from referral_portal.accounts.work import WorkItem, capped
from referrals.permissions import can_read_referrals
from referrals.workload import held_referrals, left_behind


@portal_admin_site.add_work
def team_work(request) -> list[WorkItem]:
    """Return the user's own referrals, and those of colleagues who have left, if there are any."""
    user = request.user
    if not can_read_referrals(user):
        return []
    left = capped(left_behind(user))
    items = []
    if left != "0":
        items.append(
            WorkItem(
                text="Left behind",
                url=reverse("admin:referrals_referral_team"),
                count=left,
                hint="Referrals of colleagues who have left: hand them over",
                is_urgent=True,
            )
        )
    if user.has_role(Role.COORDINATOR):
        items.append(
            WorkItem(
                text="With you",
                url=reverse("admin:referrals_referral_held", args=[user.pk]),
                count=capped(held_referrals(user, user)),
                hint="Open referrals that you took or were given",
            )
        )
    return items
