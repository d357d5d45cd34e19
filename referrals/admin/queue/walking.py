"""Walk a list one referral at a time: the one before and the one after, by place and not by number.

The place is that of the referral's own columns, so the walk goes on after a decision has taken the
referral off the list.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from referral_portal.common.paging import columns_of, page_of
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
    rows = _list(which, user, now, is_counted=False)
    found = page_of(rows, order=which.order, params=which.params(), size=1).rows
    return _id(found[0] if found else None)


def neighbours(which: WhichList, referral: Referral, user, now: dt.datetime) -> Neighbours:
    """Return the referrals beside `referral`, which need not be in the list itself."""
    rows, columns = _list(which, user, now), columns_of(which.order)
    place = [column.value_in(referral) for column in columns]
    if None in place:
        # What is no longer on hold has no review date, and so no place in a list by that date.
        [first] = rows.read(columns, None, 1) or [None]
        return Neighbours(previous=None, next=_id(first), number=rows.counted)
    earlier, later = rows.beside(columns, place)
    return Neighbours(previous=_id(earlier), next=_id(later), number=rows.counted)


def _list(which: WhichList, user, now: dt.datetime, *, is_counted: bool = True) -> QueueList:
    return QueueList(which, user, now, shown=("id",), is_counted=is_counted)


def _id(row: dict | None) -> uuid.UUID | None:
    return row["id"] if row else None
