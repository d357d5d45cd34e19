"""A replica for tests: a read-only session of the test's own database, which can stand still."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest


class Replica:
    """The session that lists are read from."""

    def __init__(self, connection) -> None:
        self.connection = connection
        # Django's test case lets only its own databases be connected to.
        connection.ensure_connection = self._connect

    def _connect(self) -> None:
        if self.connection.connection is None:
            with self.connection.wrap_database_errors:
                self.connection.connect()

    def stand_still(self) -> None:
        """Show the rows as they are now, whatever is changed later."""
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT 1")

    def follow(self) -> None:
        """Show everything that has been changed since."""
        with self.connection.cursor() as cursor:
            cursor.execute("COMMIT")


@pytest.fixture
def replica(transactional_db, settings, monkeypatch) -> Iterator[Replica]:
    """A replica without lag, and the limits of the product."""
    from django.db import connections

    from referral_portal.replica import lag, lists
    from referral_portal.replica.limits import REPLICA, ReplicaLimits
    from referral_portal.settings_databases import replica as config_of
    from tests.patience import A_MINUTE

    where = connections["default"].settings_dict
    address = f"postgres://{where['USER']}@{quote(where['HOST'], safe='')}/{where['NAME']}"
    monkeypatch.setenv("REPLICA_DATABASE_URL", address)
    given = {"default": {}, REPLICA: config_of("REPLICA_DATABASE_URL")}
    config = connections.configure_settings(given)[REPLICA]
    config["OPTIONS"]["options"] += f" -c role={settings.PORTAL_ROLE}"
    connections.settings[REPLICA] = config
    # A busy machine may be slow; a test of the waiting sets its own.
    settings.REPLICA = ReplicaLimits(
        lag=A_MINUTE, own=2 * A_MINUTE, check=1, answer=A_MINUTE, pause=A_MINUTE
    )
    # One server has one log, which is replayed up to where it is written.
    monkeypatch.setattr(lag, "ON_REPLICA", lag.ON_PRIMARY)
    watch = lag.Watch()
    monkeypatch.setattr(lists, "watch", watch)
    yield Replica(connections[REPLICA])
    connections[REPLICA].close()
    del connections.settings[REPLICA]
    del connections[REPLICA]
