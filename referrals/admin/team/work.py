"""A coordinator's own referrals, and what colleagues left behind, on the first page of the admin."""

from django.db.models import IntegerField, QuerySet
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.roles import Role
from referral_portal.accounts.work import MOST, WorkItem, many
from referral_portal.common.kept_rows import GivenMany
from referrals.admin.today.lists import COLUMNS, as_dicts, rows_of
from referrals.permissions import can_read_referrals
from referrals.workload import held_by, held_referrals, who_left


@portal_admin_site.add_work
def team_work(request) -> list[WorkItem]:
    """Return the user's own referrals, and those of colleagues who have left, if there are any."""
    user = request.user
    if not can_read_referrals(user):
        return []
    now = timezone.now()
    gone = [pk for (pk,) in _gone.read(user)]
    left = as_dicts(_left.read(user, holders=gone)) if gone else []
    items = []
    if left:
        items.append(
            WorkItem(
                text="Left behind",
                url=reverse("admin:referrals_referral_team"),
                count=many(len(left)),
                hint="Referrals of colleagues who have left: hand them over",
                is_urgent=True,
                rows=rows_of(left, word="Received", date="submitted_at", now=now),
            )
        )
    if user.has_role(Role.COORDINATOR):
        mine = as_dicts(_mine.read(user))
        items.append(
            WorkItem(
                text="With you",
                url=reverse("admin:referrals_referral_held", args=[user.pk]),
                count=many(len(mine)),
                hint="Open referrals that you took or were given",
                rows=rows_of(mine, word="Received", date="submitted_at", now=now),
            )
        )
    return items


@KeptFor
def _gone(user: AnyUser) -> QuerySet:
    return who_left(user).order_by().values_list("pk")


@KeptFor
def _left(user: AnyUser) -> QuerySet:
    return _most_urgent(held_by(user, GivenMany("holders", IntegerField())))


@KeptFor
def _mine(user: AnyUser) -> QuerySet:
    return _most_urgent(held_referrals(user, user.pk))


def _most_urgent(referrals: QuerySet) -> QuerySet:
    """Return the most urgent of `referrals`, up to one more than are counted."""
    rows = referrals.order_by("danger_level", "submitted_at", "id")
    return rows.values_list(*COLUMNS)[: MOST + 1]
