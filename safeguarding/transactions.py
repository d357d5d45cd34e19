"""The transactions of this side.

A bare `atomic` or `on_commit` here would protect the portal's database, so a test bans both outside
this module. A transaction never spans the two databases.
"""

import contextlib
from collections.abc import Callable, Iterator

from django.db import connections, transaction

from safeguarding.router import ALIAS


def in_safeguarding(*, durable: bool = False) -> transaction.Atomic:
    """Return a transaction on the safeguarding database.

    `durable`: must be the outermost one, so that leaving the block has committed.
    """
    return transaction.atomic(using=ALIAS, durable=durable)


@contextlib.contextmanager
def acting_as(worker_id: int) -> Iterator[None]:
    """A transaction in which PostgreSQL itself shows the rows of this worker's cases and no others.

    The second line behind `visible_to`: a filter that somebody forgets shows nothing (the policies are
    in safeguarding/rights.py). The outermost transaction, because an inner one would leak outwards;
    whatever is read lazily must be read before it ends. It does not stop SQL that was smuggled in.
    """
    with in_safeguarding(durable=True):
        _show(worker=str(worker_id), everyone="")
        yield


@contextlib.contextmanager
def seeing_all() -> Iterator[None]:
    """A transaction that reaches every case: for background work, and for what nobody is shown.

    tests/safeguarding/test_rows.py lists who may use it.
    """
    with in_safeguarding(durable=True):
        _show(worker="", everyone="yes")
        yield


def _show(*, worker: str, everyone: str) -> None:
    if connections[ALIAS].vendor != "postgresql":
        return  # SQLite knows no such rule; there `visible_to` is the only line
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.worker', %s, true), set_config('app.everyone', %s, true)",
            [worker, everyone],
        )


def after_commit(function: Callable[[], None]) -> None:
    """Call `function` once the safeguarding transaction has committed; its failure harms nobody."""
    transaction.on_commit(function, using=ALIAS, robust=True)


def in_portal() -> transaction.Atomic:
    """Return a transaction on the portal's database, for the opener and the copier alone."""
    return transaction.atomic(using="default", durable=True)
