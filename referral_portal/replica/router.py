"""Send every read and write to the primary, except the reads inside `from_replica()`.

Only the models of LISTED_APPS are read from the replica, so accounts, sessions, permissions, messages
and the audit are not. An object that was read there is saved, locked and followed on the primary: no
method here looks at where an object came from.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS

from referral_portal.replica.limits import REPLICA

LISTED_APPS = frozenset({"programmes", "referrals", "cohorts"})

_is_on: ContextVar[bool] = ContextVar("lists are read from the replica", default=False)


@contextlib.contextmanager
def from_replica() -> Iterator[None]:
    """Read LISTED_APPS from the replica inside the block; only `lists.read` uses it."""
    token = _is_on.set(True)
    try:
        yield
    finally:
        _is_on.reset(token)


class ReplicaRouter:
    """The first router: it decides about the replica and leaves the rest to the next one."""

    def db_for_read(self, model, **hints):
        """Return the replica for a listed model inside `from_replica()`."""
        return REPLICA if _is_on.get() and model._meta.app_label in LISTED_APPS else None

    def allow_migrate(self, db, app_label, **hints):
        """Refuse every migration of the replica, which gets its tables from the primary."""
        return False if db == REPLICA else None


class PrimaryRouter:
    """The last router where all tables are in one database."""

    def db_for_read(self, model, **hints):
        """Return the primary, wherever a related object was read."""
        return DEFAULT_DB_ALIAS

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        """Allow relations between objects of the primary and of the replica, which are the same rows."""
        return True
