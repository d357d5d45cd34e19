"""The transactions of this side.

A bare `atomic` or `on_commit` here would protect the portal's database, so a test bans both outside
this module. A transaction never spans the two databases.
"""

from collections.abc import Callable

from django.db import transaction

from safeguarding.router import ALIAS


def in_safeguarding(*, durable: bool = False) -> transaction.Atomic:
    """Return a transaction on the safeguarding database.

    `durable`: must be the outermost one, so that leaving the block has committed.
    """
    return transaction.atomic(using=ALIAS, durable=durable)


def after_commit(function: Callable[[], None]) -> None:
    """Call `function` once the safeguarding transaction has committed; its failure harms nobody."""
    transaction.on_commit(function, using=ALIAS, robust=True)


def in_portal() -> transaction.Atomic:
    """Return a transaction on the portal's database, for the opener and the copier alone."""
    return transaction.atomic(using="default", durable=True)
