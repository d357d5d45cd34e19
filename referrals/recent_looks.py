"""Who is looking at a referral now: each opening is noted, and forgotten after some minutes."""

import datetime as dt

from django.conf import settings

from referral_portal.common.kept_inserts import KeptInsert
from referrals.models import RecentLook, Referral

# A second look of the same user takes the place of the first.
ADDS_LOOK = KeptInsert(RecentLook, unique=("referral", "user"), updated=("at",))


def others_looking(referral: Referral, *, user, now: dt.datetime) -> list[RecentLook]:
    """Return the looks of other users that are not forgotten yet, newest first."""
    looks = RecentLook.objects.filter(referral=referral, at__gt=forgotten_before(now))
    return list(looks.exclude(user=user).select_related("user").order_by("-at", "pk"))


def forget_looks(*, now: dt.datetime) -> int:
    """Delete the looks that are forgotten, and return how many."""
    return RecentLook.objects.filter(at__lte=forgotten_before(now)).delete()[0]


def forgotten_before(now: dt.datetime) -> dt.datetime:
    """Return the moment before which a look is forgotten."""
    return now - dt.timedelta(minutes=settings.TEAM["look_minutes"])
