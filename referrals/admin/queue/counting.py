"""Count the options of the filters: how many referrals each would show, up to COUNTED.

Everything is counted in one query. Each count stops early, because a full count of a large table is
slow, and counts only what the user may see.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from django.db import connections, router
from django.db.models import IntegerField, QuerySet, Subquery

from programmes.models import District
from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.dates import local_today
from referral_portal.common.list_statements import length_of
from referral_portal.common.paging import columns_of
from referral_portal.common.statements import KeptStatement
from referrals.admin.queue.selecting import NOW, parts_of
from referrals.admin.queue.views import VIEWS
from referrals.admin.queue.which import WhichList
from referrals.models import Referral

COUNTED = 100


class Counted(Subquery):
    """How many rows a query has, a query with a limit included."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts_of(
    which: WhichList, choices: dict[str, Iterable[tuple[str, str]]], user, now: dt.datetime
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the counts of each filter's options by name and value, and those of the views.

    Each option is counted together with the other filters that are set, as it would show them.
    """
    options = [(name, value) for name, pairs in choices.items() for value, _ in pairs]
    lists = [replace(which, **{name: value}) for name, value in options]
    lists += [view for _, view in VIEWS]
    using = router.db_for_read(Referral)
    kept = _statement(
        tuple(replace(one, counts="", sort="") for one in lists), user.roles, COUNTED, using
    )
    given = {"user": user.pk, "agency": user.agency_id, "now": now, "today": local_today(now)}
    with connections[using].cursor() as cursor:
        kept.execute(cursor, connections[using], given)
        counted = in_words(cursor.fetchall(), len(lists))
    found: dict[str, dict[str, str]] = {name: {} for name in choices}
    for (name, value), number in zip(options, counted, strict=False):
        found[name][value] = number
    views = zip((text for text, _ in VIEWS), counted[len(options) :], strict=True)
    return found, dict(views)


def with_counts(pairs: Iterable[tuple[str, str]], counts: dict[str, str]) -> list[tuple[str, str]]:
    """Return the options of a filter with their numbers in brackets."""
    return [(value, f"{text} ({counts[value]})") for value, text in pairs]


@lru_cache(maxsize=100)
def _statement(
    lists: tuple[WhichList, ...], roles: frozenset[str], most: int, using: str
) -> KeptStatement:
    """Return the query that counts these lists up to `most`, for users of these roles."""
    user = AnyUser(roles)
    numbers = [
        length_of(parts_of(one, user, NOW), columns_of(one.order), most + 1, using) for one in lists
    ]
    return KeptStatement(
        f"SELECT {', '.join(f'({sql})' for sql, _ in numbers)}",
        [param for _, params in numbers for param in params],
    )


def counts(rows: list[QuerySet], most: int = COUNTED) -> QuerySet:
    """Return one row with the number of rows of each of `rows`, up to one more than `most`."""
    columns = [Counted(one.order_by().values("pk")[: most + 1]) for one in rows]
    # A query needs a table: one row of the districts carries all the numbers.
    return District.objects.order_by("pk").values_list(*columns)[:1]


def in_words(numbers: Iterable[tuple], of: int) -> list[str]:
    """Return the counts of the row `numbers` in words; there are `of` of them."""
    return [_capped(number) for found in list(numbers) or [(0,) * of] for number in found]


def _capped(number: int) -> str:
    return f"{COUNTED}+" if number > COUNTED else str(number)
