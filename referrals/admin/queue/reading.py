"""Read a list of referrals with one statement, which is kept for all users of the same roles.

The rules of who sees what are those of `selecting`, asked with the user's roles. The user, the moment,
the place in the list and the values of most filters are parameters.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from django.db import router
from django.db.models import UUIDField

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.dates import local_today
from referral_portal.common.kept_rows import KeptRows
from referral_portal.common.list_statements import BesideStatement, ListStatement
from referral_portal.common.paging import Column, ListReader
from referral_portal.common.statements import Given
from referrals.admin.queue.counting import COUNTED
from referrals.admin.queue.rows import COLUMNS
from referrals.admin.queue.selecting import NOW, parts_of, places_of, without_values
from referrals.admin.queue.which import WhichList
from referrals.models import Referral

KEPT = 1000  # statements: one for each list, order and direction through it


class QueueList(ListReader):
    """One list as one user sees it now; `counted` is its length, or "100+", once it is read.

    `shown` are the columns of a row. With `is_counted=False` the list is not counted.
    """

    model = Referral

    def __init__(
        self,
        which: WhichList,
        user,
        now: dt.datetime,
        *,
        shown: tuple[str, ...] = COLUMNS,
        is_counted: bool = True,
    ) -> None:
        self.shown, self.is_counted = shown, is_counted
        # Neither the place nor the choice to show numbers changes which rows are in the list. Nor does
        # the order, whose columns are given to `read`, but one by name has other parts.
        sort = "name" if which.is_by_name else ""
        first = replace(which, after="", before="", counts="", sort=sort)
        self.which, values = without_values(first)
        self.roles = user.roles
        self.given = {
            "user": user.pk, "agency": user.agency_id, "now": now, "today": local_today(now),
            **values,
        }  # fmt: skip
        self.has_hidden_places = which.is_by_name
        self.counted = ""

    def read(self, columns: Sequence[Column], place: list | None, most: int) -> list[dict]:
        """Return the first `most` rows beyond `place`, and count the list."""
        using = router.db_for_read(Referral)
        kept = _statement(
            self.which,
            self.roles,
            self.shown,
            tuple(columns),
            place is not None,
            most,
            self.is_counted,
            using,
        )
        rows, number = kept.read(place, **self.given)
        self.counted = _in_words(number)
        return rows

    def beside(self, columns: Sequence[Column], place: list) -> tuple[dict | None, dict | None]:
        """Return the last row before `place` and the first one after it, and count the list."""
        using = router.db_for_read(Referral)
        kept = _beside(self.which, self.roles, self.shown, tuple(columns), using)
        earlier, later, number = kept.read(place, **self.given)
        self.counted = _in_words(number)
        return earlier, later

    def look_up(self, columns: Sequence[Column], value) -> list | None:
        """Return the place of a row that the user may see, whether or not it is in the list."""
        names = tuple(column.name for column in columns)
        using = router.db_for_read(Referral)
        kept = _place(self.which, self.roles, names)
        found = kept.read(using=using, row=value, **self.given)
        return list(found[0]) if found else None


@lru_cache(maxsize=KEPT)
def _statement(
    which: WhichList,
    roles: frozenset[str],
    shown: tuple[str, ...],
    columns: tuple[Column, ...],
    has_place: bool,
    most: int,
    is_counted: bool,
    using: str,
) -> ListStatement:
    user = AnyUser(roles)
    return ListStatement(
        parts_of(which, user, NOW),
        shown=shown,
        columns=columns,
        has_place=has_place,
        most=most,
        counted=COUNTED + 1 if is_counted else 0,
        using=using,
    )


@lru_cache(maxsize=KEPT)
def _beside(
    which: WhichList,
    roles: frozenset[str],
    shown: tuple[str, ...],
    columns: tuple[Column, ...],
    using: str,
) -> BesideStatement:
    parts = parts_of(which, AnyUser(roles), NOW)
    return BesideStatement(parts, shown=shown, columns=columns, counted=COUNTED + 1, using=using)


def _in_words(number: int) -> str:
    return f"{COUNTED}+" if number > COUNTED else str(number)


@lru_cache(maxsize=KEPT)
def _place(which: WhichList, roles: frozenset[str], names: tuple[str, ...]) -> KeptRows:
    def row():
        rows = places_of(which, AnyUser(roles)).filter(pk=Given("row", UUIDField()))
        return rows.order_by().values_list(*names)

    return KeptRows(row)
