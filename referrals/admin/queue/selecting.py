"""Turn a list into querysets: which rows a user finds in it, and the part for each index."""

import datetime as dt
from dataclasses import replace

from django.db.models import (
    DateField,
    DateTimeField,
    QuerySet,
    SmallIntegerField,
    Subquery,
    TextField,
)

from programmes.models import District
from referral_portal.common.dates import local_today
from referral_portal.common.statements import Given
from referrals.admin.queue.which import (
    ALL,
    CLOCKS,
    LATE_CONTACT,
    MINE,
    NOBODY,
    ON_PAUSE,
    WhichList,
)
from referrals.enums import PAUSED, RANKED, Status
from referrals.models import Referral
from referrals.restricting import to_name

# The moment and its day in a statement that is kept; the day is given as "today".
NOW, TODAY = Given("now", DateTimeField()), Given("today", DateField())
Moment = dt.datetime | Given
# Filters whose value chooses no index: one statement serves every value of them.
VALUES = {
    "status": Given("status", TextField()),
    "route": Given("route", TextField()),
    "pathway": Given("pathway", TextField()),
    "district": Given("district", TextField()),
    "danger": Given("danger", SmallIntegerField()),
}
# The open ones and those on pause have indexes of their own, and so do groups of statuses.
WITHOUT_INDEX = frozenset(Status) - {*RANKED, *PAUSED}


def without_values(which: WhichList) -> tuple[WhichList, dict[str, str]]:
    """Return a list with the places of VALUES in its filters, and what to give for them."""
    given = {
        name: value
        for name in VALUES
        if (value := getattr(which, name)) and (name != "status" or value in WITHOUT_INDEX)
    }
    return replace(which, **{name: VALUES[name] for name in given}), given


def referrals_in(which: WhichList, user, now: Moment) -> QuerySet:
    """Return the referrals of a list that `user` may see, without an order."""
    scope = _without_status(which, user, now)
    return scope.filter(status__in=which.statuses) if which.statuses else scope


def parts_of(which: WhichList, user, now: Moment) -> list[QuerySet]:
    """Return the same referrals as one queryset for each status, so that each has its index."""
    scope = _without_status(which, user, now)
    if which.who == MINE or which.is_by_name:
        # Few rows, or an index across the statuses. The database sorts names, because its order of
        # letters is not Python's.
        return [scope.filter(status__in=which.statuses) if which.statuses else scope]
    return [scope.filter(status=status) for status in which.statuses] or [scope]


def places_of(which: WhichList, user) -> QuerySet | None:
    """Return the rows among which a place is looked up by its id; None if the address has it.

    Only what `user` may see: otherwise the order would tell a hidden name.
    """
    return Referral.objects.visible_to(user) if which.is_by_name else None


def _without_status(which: WhichList, user, now: Moment) -> QuerySet:
    # Both are what the user may see; each walks along an index of its own.
    scope = to_name(user).order_by() if which.named else Referral.objects.visible_to(user)
    if which.status != ALL:
        scope = scope.in_work()
    if which.overdue in CLOCKS:
        is_contact = which.overdue == LATE_CONTACT
        scope = scope.contact_overdue(now) if is_contact else scope.place_overdue(now)
        scope = scope.in_work()
    elif which.overdue:
        is_review = which.status in {ON_PAUSE, *PAUSED}
        today = TODAY if now is NOW else local_today(now)
        scope = scope.review_overdue(today) if is_review else scope.overdue(now)
    for name in ("route", "pathway"):
        if value := getattr(which, name):
            scope = scope.filter(**{name: value})
    if which.district:
        # A value, not a join: an index of the list tells it without the row.
        district = District.objects.filter(code=which.district).values("pk")
        scope = scope.filter(district=Subquery(district))
    if which.who == MINE:
        scope = scope.filter(assigned_to=user.pk)
    if which.who == NOBODY:
        scope = scope.filter(assigned_to=None)
    return scope.filter(danger_level=which.danger) if which.danger else scope
