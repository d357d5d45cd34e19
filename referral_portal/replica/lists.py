"""Read a list or a figure from the replica, where a few seconds of age do no harm.

Nothing that decides, guards or follows a change is read here. Whether a user may see a row is asked of
the primary again.
"""

import dataclasses
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from referral_portal.common.paging import ListReader, Page, page_of
from referral_portal.replica.answering import in_time
from referral_portal.replica.lag import watch
from referral_portal.replica.own_changes import has_just_changed
from referral_portal.replica.router import from_replica

logger = logging.getLogger(__name__)
Found = TypeVar("Found")
Rows = QuerySet | Sequence[QuerySet] | ListReader
Visible = QuerySet | Callable[[], QuerySet]


def read(
    request: HttpRequest, ask: Callable[[], Found], *, visible: Visible | None = None
) -> Found:
    """Return the answer of `ask`, read from the replica where that is near enough.

    `ask` must only read, and read everything before it returns. It is called again on the primary when
    the replica fails. With `visible`, the rows of a page that its user may see, or what returns
    them, all other `rows` of what was found are left out.
    """
    if not _may_be_old(request):
        return ask()
    try:
        with from_replica(), in_time():
            found = ask()
    except (DatabaseError, InterfaceError):
        logger.warning("replica failed", exc_info=True)
        watch.give_up()
        return ask()
    return found if visible is None else _only(found, visible)


def page(request: HttpRequest, rows: Rows, *, visible: Visible, **how: Any) -> Page:
    """Return the page of `rows` that the address asks for; `how` is what `page_of` takes."""
    return read(request, lambda: page_of(rows, params=request.GET, **how), visible=visible)


def shown_by_primary(visible: Callable[[], QuerySet], ids: set) -> set:
    """Return those of `ids`, read inside `read`, that `visible` has on the primary too.

    For rows of several lists at once, which `read` cannot check by itself.
    """
    if settings.REPLICA is None:
        return ids
    rows = visible().using(DEFAULT_DB_ALIAS).order_by().filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def _may_be_old(request: HttpRequest) -> bool:
    """Return whether this list may be some seconds old: never inside a transaction."""
    return (
        settings.REPLICA is not None
        and not has_just_changed(request)
        and not connection.in_atomic_block
        and watch.is_usable()
    )


def _only(found: Found, visible: Visible) -> Found:
    visible = visible() if callable(visible) else visible
    ids = {_id_of(row) for row in found.rows}
    seen = set(visible.order_by().filter(pk__in=ids).values_list("pk", flat=True))
    return dataclasses.replace(found, rows=[row for row in found.rows if _id_of(row) in seen])


def _id_of(row: dict | Model):
    return row["id"] if isinstance(row, dict) else row.pk
