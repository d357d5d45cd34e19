"""How many open referrals each coordinator has, by what is to be done with them.

A user reads the numbers of the referrals that they may see: a hidden one is not counted.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.by_row import ByRow
from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.statements import Given
from referrals.danger_signs import Level
from referrals.enums import RANKED, WITH_PLACE, Status
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet

BY_NAME = ("last_name", "first_name", "id")


@dataclass(frozen=True)
class Load:
    """The open referrals of one coordinator; `total` leaves out those with a place."""

    user: User
    to_decide: int = 0
    same_day: int = 0
    overdue: int = 0
    waiting: int = 0
    on_hold: int = 0
    waiting_list: int = 0
    with_place: int = 0

    @property
    def total(self) -> int:
        """How many referrals the desk still has to do something about."""
        return self.to_decide + self.waiting + self.on_hold + self.waiting_list


def held_referrals(user, holder: User | int | Given | None):
    """Return the open referrals that `holder`, or nobody, has and `user` may see."""
    rows = Referral.objects.visible_to(user).in_work().filter(assigned_to=holder)
    # What nobody has is shared out only while it is to be decided.
    return rows.filter(ended_at=None) if holder else rows.filter(status__in=RANKED)


def held_in_parts(user, holder: User | None) -> list[ReferralQuerySet]:
    """Return the same as `held_referrals`, in parts that each follow an index by danger and age."""
    if holder:
        return [held_referrals(user, holder)]
    rows = Referral.objects.visible_to(user).in_work().filter(assigned_to=None)
    return [rows.filter(status=status) for status in RANKED]


def held_by(user, holders: GivenMany) -> ReferralQuerySet:
    """Return the open referrals that one of `holders` has and `user` may see."""
    rows = Referral.objects.visible_to(user).in_work()
    return rows.filter(OneOf("assigned_to", holders), ended_at=None)


def coordinators() -> QuerySet[User]:
    """Return the active accounts that can have a referral, by name."""
    return User.objects.filter(is_active=True, groups__name=Role.COORDINATOR).order_by(*BY_NAME)


def who_left(user) -> QuerySet[User]:
    """Return the accounts that left open referrals behind which `user` may see, by name."""
    held = Referral.objects.visible_to(user).in_work()
    held = held.filter(ended_at=None, assigned_to=OuterRef("pk"))
    work_here = User.groups.through.objects.filter(group__name=Role.COORDINATOR)
    gone = User.objects.filter(~Q(pk__in=work_here.values("user")) | Q(is_active=False))
    # Beginning with the accounts: most have nothing, and there are far fewer than open referrals.
    return gone.filter(ByRow(held)).order_by(*BY_NAME)


def loads_of(users: Iterable[User], by, now: dt.datetime) -> list[Load]:
    """Return the loads of some users, in their order, of referrals that `by` may see.

    Makes one query, however many there are.
    """
    users = list(users)
    rows = counts_by_holder([one.pk for one in users], by, now)
    counted = {row.pop("assigned_to"): row for row in rows}
    return [Load(one, **counted.get(one.pk, {})) for one in users]


def counts_by_holder(holders: Collection[int], by, now: dt.datetime) -> QuerySet:
    """Return the numbers of `Load` for each of `holders` who has any, of referrals that `by` may see."""
    waits = Q(status=Status.AWAITING_TRIAGE)
    held = Referral.objects.visible_to(by).in_work()
    by_holder = held.filter(ended_at=None, assigned_to__in=holders).values("assigned_to")
    return by_holder.annotate(
        to_decide=Count("pk", filter=waits),
        same_day=Count("pk", filter=Q(status__in=RANKED, danger_level=Level.SAME_DAY)),
        overdue=Count("pk", filter=waits & Q(due_at__lt=now)),
        waiting=Count("pk", filter=Q(status=Status.INFORMATION_REQUESTED)),
        on_hold=Count("pk", filter=Q(status=Status.ON_HOLD)),
        waiting_list=Count("pk", filter=Q(status=Status.AWAITING_ALLOCATION)),
        with_place=Count("pk", filter=Q(status__in=WITH_PLACE)),
    ).order_by()
