"""Walk a list one referral at a time: the one before and the one after, by place and not by number.

The place is that of the referral's own columns, so the walk goes on after a decision has taken the
referral off the list.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from referral_portal.common.paging import AFTER, BEFORE, page_of, place_of
from referrals.admin.queue.reading import QueueList
from referrals.admin.queue.which import WhichList
from referrals.models import Referral


@dataclass(frozen=True)
class Neighbours:
    """The ids of the referrals beside one in a list, None at its ends, and how many it has in words."""

    previous: uuid.UUID | None
    next: uuid.UUID | None
    number: str


def first_of(which: WhichList, user, now: dt.datetime) -> uuid.UUID | None:
    """Return the id of the first referral on the page of a list, or None if it is empty."""
    return _one(which, _list(which, user, now), which.params())


def neighbours(which: WhichList, referral: Referral, user, now: dt.datetime) -> Neighbours:
    """Return the referrals beside `referral`, which need not be in the list itself."""
    rows = _list(which, user, now, is_counted=True)
    if any(getattr(referral, name.removeprefix("-")) is None for name in which.order):
        # What is no longer on hold has no review date, and so no place in a list by that date.
        first = _one(which, rows, which.first_page().params())
        return Neighbours(previous=None, next=first, number=rows.counted)
    place = place_of(referral, which.order[-1:] if which.is_by_name else which.order)
    return Neighbours(
        previous=_one(which, _list(which, user, now), {BEFORE: place}),
        next=_one(which, rows, {AFTER: place}),
        number=rows.counted,
    )


def _list(which: WhichList, user, now: dt.datetime, *, is_counted: bool = False) -> QueueList:
    return QueueList(which, user, now, shown=("id",), is_counted=is_counted)


def _one(which: WhichList, rows: QueueList, params: dict) -> uuid.UUID | None:
    found = page_of(rows, order=which.order, params=params, size=1).rows
    return found[0]["id"] if found else None
