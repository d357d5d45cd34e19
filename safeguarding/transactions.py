"""The transactions of the safeguarding side.

A bare `atomic` or `on_commit` would protect the portal's database, so a test bans both outside this
module. A transaction never spans the two databases.
"""

import contextlib
from collections.abc import Callable, Iterator

from django.db import connections, transaction

from safeguarding.router import ALIAS


def in_safeguarding(*, durable: bool = False) -> transaction.Atomic:
    """Return a transaction on the safeguarding database.

    With `durable`, it must be the outermost one, so that leaving the block commits.
    """
    return transaction.atomic(using=ALIAS, durable=durable)


@contextlib.contextmanager
def acting_as(worker_id: int) -> Iterator[None]:
    """Open a transaction in which PostgreSQL shows only the rows of this link worker's cases.

    The second line behind `visible_to`: a forgotten filter shows nothing (the policies are in
    safeguarding/rights.py). It must be the outermost transaction, because an inner one would leak
    outwards; read lazy querysets before it ends. It does not stop injected SQL.
    """
    with in_safeguarding(durable=True):
        _show(worker=str(worker_id), everyone="")
        yield


@contextlib.contextmanager
def seeing_all() -> Iterator[None]:
    """Open a transaction that reaches every case, for background work and for rows that are not shown.

    tests/safeguarding/test_transactions.py lists who may use it.
    """
    with in_safeguarding(durable=True):
        _show(worker="", everyone="yes")
        yield


@contextlib.contextmanager
def reaching_all() -> Iterator[None]:
    """Reach every case for a moment inside a link worker's transaction, for a yes or no.

    Afterwards the transaction shows what it showed before: a failure undoes the savepoint, and the
    settings with it. The tests that list who may use `seeing_all` list this too.
    """
    with in_safeguarding():
        before = _shown()
        _show(worker="", everyone="yes")
        yield
        _show(**before)


def _shown() -> dict[str, str]:
    if connections[ALIAS].vendor != "postgresql":
        return {"worker": "", "everyone": ""}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.worker', true), ''),"
            " coalesce(current_setting('app.everyone', true), '')"
        )
        return dict(zip(("worker", "everyone"), cursor.fetchone(), strict=True))


def _show(*, worker: str, everyone: str) -> None:
    if connections[ALIAS].vendor != "postgresql":
        return  # SQLite has no such policies; there `visible_to` is the only line
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.worker', %s, true), set_config('app.everyone', %s, true)",
            [worker, everyone],
        )


def after_commit(function: Callable[[], None]) -> None:
    """Call `function` after the safeguarding transaction has committed; its failure is only logged."""
    transaction.on_commit(function, using=ALIAS, robust=True)
