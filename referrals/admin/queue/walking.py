"""Walk a list one referral at a time: the one before and the one after, by place and not by number.

The place is that of the referral's own columns, so the walk goes on after a decision has taken the
referral off the list.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from referral_portal.common.paging import AFTER, BEFORE, page_of, place_of
from referrals.admin.queue.selecting import parts_of, places_of
from referrals.admin.queue.which import WhichList
from referrals.models import Referral


@dataclass(frozen=True)
class Neighbours:
    """The ids of the referrals beside one in a list; None at its ends."""

    previous: uuid.UUID | None
    next: uuid.UUID | None


def first_of(which: WhichList, user, now: dt.datetime) -> uuid.UUID | None:
    """Return the id of the first referral on the page of a list, or None if it is empty."""
    return _one(which, _parts(which, user, now), places_of(which, user), which.params())


def neighbours(which: WhichList, referral: Referral, user, now: dt.datetime) -> Neighbours:
    """Return the ids beside `referral`, which need not be in the list itself."""
    if any(getattr(referral, name.removeprefix("-")) is None for name in which.order):
        # What is no longer on hold has no review date, and so no place in a list by that date.
        return Neighbours(previous=None, next=first_of(which.first_page(), user, now))
    place = place_of(referral, which.order[-1:] if which.is_by_name else which.order)
    rows, places = _parts(which, user, now), places_of(which, user)
    return Neighbours(
        previous=_one(which, rows, places, {BEFORE: place}),
        next=_one(which, rows, places, {AFTER: place}),
    )


def _parts(which: WhichList, user, now: dt.datetime) -> list[QuerySet]:
    columns = {"id", *(name.removeprefix("-") for name in which.order)}
    return [part.values(*columns) for part in parts_of(which, user, now)]


def _one(
    which: WhichList, rows: list[QuerySet], places: QuerySet | None, params: dict
) -> uuid.UUID | None:
    found = page_of(rows, order=which.order, params=params, size=1, places=places).rows
    return found[0]["id"] if found else None
