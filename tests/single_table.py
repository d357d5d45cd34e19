"""Refuse an UPDATE or DELETE of ours whose condition reads a second table.

Of several requests at once, PostgreSQL lets one change the row and checks the condition of the others
again, but only what it says of that row. Django puts a join into `id IN (SELECT ...)`, which is not
asked again, so every request would pass. A guard is therefore a condition on one table, or a lock.

Installed once per process by conftest, so every test of a verb also reads its statements.
"""

import functools
import sys
from pathlib import Path

from django.db.models import Exists
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLDeleteCompiler, SQLUpdateCompiler

from tests.guards import ForbiddenInTestsError

ROOT = Path(__file__).resolve().parent.parent
ROOMS = tuple(
    f"{ROOT}/{room}/"
    for room in ("referrals", "cohorts", "programmes", "safeguarding", "referral_portal")
)
# Statements that guard nothing: they may run twice, and each time end with the same rows.
MAY_RUN_TWICE = {
    "safeguarding/casework/people.py:change_person": "other cases are filed again, however often",
}


def refuse_second_tables() -> None:
    """Check every statement of this process before it is compiled."""
    for compiler, method in ((SQLUpdateCompiler, "pre_sql_setup"), (SQLDeleteCompiler, "as_sql")):
        setattr(compiler, method, _checked(getattr(compiler, method)))


def _checked(method):
    @functools.wraps(method)
    def checked(self, *args, **kwargs):
        if reads_second_table(self.query):
            place = our_place(sys._getframe(1))
            if place and place not in MAY_RUN_TWICE:
                raise ForbiddenInTestsError(
                    f"{place} changes {self.query.model.__name__} rows by a condition on a second"
                    " table. Lock the row first, or put the condition on the row itself."
                )
        return method(self, *args, **kwargs)

    return checked


def reads_second_table(query: Query) -> bool:
    """Return whether the condition of an UPDATE or DELETE joins a table or holds a subquery."""
    query.get_initial_alias()
    joined = sum(query.alias_refcount[alias] > 0 for alias in query.alias_map) > 1
    return joined or _has_subquery(query.where)


def _has_subquery(part) -> bool:
    if isinstance(part, Query | Exists) or isinstance(getattr(part, "rhs", None), Query):
        return True
    parts = [*getattr(part, "children", ())]
    if hasattr(part, "get_source_expressions"):
        parts += part.get_source_expressions()
    return any(_has_subquery(one) for one in parts)


def our_place(frame) -> str:
    """Return the nearest function of ours on the stack as "file:function", or nothing."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(ROOMS):
            is_migration = "/migrations/" in name
            return "" if is_migration else f"{Path(name).relative_to(ROOT)}:{frame.f_code.co_name}"
        if name.startswith(f"{ROOT}/tests/"):
            return ""
        frame = frame.f_back
    return ""
