"""Give up on a database server that says nothing more and closes nothing either.

PostgreSQL's own limits of time are kept by its server. A server process that has stopped keeps none,
and libpq waits for it for ever, so here Python waits instead: for each statement and each connection.
"""

import functools
import select

import psycopg2
from psycopg2 import extensions

CONNECTED = {extensions.STATUS_READY, extensions.STATUS_BEGIN, extensions.STATUS_PREPARED}


def limit_silence(seconds: int) -> None:
    """Let every wait of this process for PostgreSQL fail after `seconds` without a word; 0 is no limit.

    psycopg2 closes the connection that is given up. COPY and large objects are refused in such a process.
    """
    wait = functools.partial(_wait, seconds=seconds) if seconds else None
    extensions.set_wait_callback(wait)


def _wait(connection, *, seconds: int) -> None:
    while (state := connection.poll()) != extensions.POLL_OK:
        limit = seconds if connection.status in CONNECTED else _to_connect(connection, seconds)
        poller = select.poll()
        event = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        poller.register(connection.fileno(), event)
        if not poller.poll(limit * 1000):
            raise psycopg2.OperationalError("the database server has not answered in time")


def _to_connect(connection, seconds: int) -> int:
    """Return the limit that the connection was opened with: libpq does not keep it here."""
    asked = int(connection.info.dsn_parameters.get("connect_timeout") or seconds)
    return min(asked, seconds)
