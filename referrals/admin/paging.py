"""Keyset paging of referrals, oldest first: as fast on the last page as on the first.

A page starts after, or ends before, one row; nothing is counted and nothing is skipped over. A
cursor holds a moment and an id, never anything about a person.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)
LONGEST = 60


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the cursors of its neighbours ("" where there is none)."""

    rows: list[dict]
    after: str
    before: str


def cursor_of(row: dict) -> str:
    """Return the cursor of `row`, which has its submitted_at and id."""
    return f"{(row['submitted_at'] - EPOCH) // MICROSECOND}.{row['id'].hex}"


def read_cursor(text: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """Return the moment and the id of a cursor, or None for anything else."""
    if not text or len(text) > LONGEST:
        return None
    moment, _, identity = text.partition(".")
    try:
        return EPOCH + int(moment) * MICROSECOND, uuid.UUID(identity)
    except (ValueError, OverflowError):
        return None


def page_of(scopes: list[QuerySet], *, size: int, after: str = "", before: str = "") -> Page:
    """Return one page of `scopes` together, each a queryset of values with submitted_at and id.

    One scope a status, so that each is read along its own index; that is one query a scope.
    """
    start, end = read_cursor(after), read_cursor(before)
    backwards = end is not None and start is None
    beyond = _beyond(end, "lt") if backwards else _beyond(start, "gt") if start else Q()
    order = ("-submitted_at", "-id") if backwards else ("submitted_at", "id")
    found = []
    for scope in scopes:
        found += scope.filter(beyond).order_by(*order)[: size + 1]
    found.sort(key=lambda row: (row["submitted_at"], row["id"].hex), reverse=backwards)
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more or backwards)
    has_previous = bool(rows) and (start is not None or (backwards and more))
    return Page(
        rows=rows,
        after=cursor_of(rows[-1]) if has_next else "",
        before=cursor_of(rows[0]) if has_previous else "",
    )


def _beyond(cursor: tuple[dt.datetime, uuid.UUID], side: str) -> Q:
    moment, identity = cursor
    # The first condition alone lets the index start at the right place.
    return Q(**{f"submitted_at__{side}e": moment}) & (
        Q(**{f"submitted_at__{side}": moment}) | Q(**{f"id__{side}": identity})
    )
