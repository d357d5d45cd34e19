"""Measure how old the rows of the replica may be.

The replica's own clock cannot tell: a replica that has lost its primary looks up to date. So a process
notes at which moment the primary was at which position of its log, and asks the replica which position
it has replayed. A primary that was restored has another history, so both must know the same restores.
"""

import threading
import time
from collections import deque

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections

from referral_portal.replica.answering import in_time
from referral_portal.replica.limits import REPLICA

NEVER = float("-inf")
# Positions are bytes since the beginning of the log. Only what is flushed reaches a replica.
POSITION = "SELECT pg_wal_lsn_diff({}, '0/0')::bigint, {}"
HISTORY = """
    (SELECT count(*) || ' ' || coalesce(max(restored_at)::text, '') FROM outbox_portaltimeline)
"""
ON_PRIMARY = POSITION.format("pg_current_wal_flush_lsn()", HISTORY)
# Without a position on a server that is no replica, or no longer one.
ON_REPLICA = POSITION.format(
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END", HISTORY
)
TRIES, BETWEEN = 3, 0.01  # a replica that follows needs some milliseconds


class Marks:
    """Moments and the positions of the primary's log that were reached before them."""

    MOST = 100

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque(maxlen=self.MOST)

    def add(self, at: float, position: int) -> None:
        """Note that everything committed before `at` is in the log before `position`."""
        self._marks.append((at, position))

    def clear(self) -> None:
        """Forget everything, as after a restore."""
        self._marks.clear()

    def shown_until(self, replayed: int) -> float:
        """Return the newest moment before which a replica at `replayed` shows every change."""
        return max((at for at, position in self._marks if position <= replayed), default=NEVER)


class Watch:
    """What this process knows of the replica."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._marks = Marks()
        self._history: str | None = None
        self._ask_from = NEVER
        self._shown_until = NEVER

    def is_usable(self, *, patience: float = 0) -> bool:
        """Return whether the replica shows all that was committed REPLICA_LAG_SECONDS ago.

        Measures when the last measurement is too old. While another thread measures, the answer is no
        after `patience` seconds: a replica that hangs then holds up one thread and not all.
        """
        return self.behind(patience=patience) <= settings.REPLICA.lag

    def behind(self, *, patience: float = 0) -> float:
        """Return how old in seconds a list of the replica can be; infinite if nothing is known."""
        if time.monotonic() >= self._ask_from:
            if not self._lock.acquire(timeout=patience):
                return float("inf")
            try:
                if time.monotonic() >= self._ask_from:
                    self._measure()
            finally:
                self._lock.release()
        return time.monotonic() - self._shown_until

    def give_up(self) -> None:
        """Leave the replica alone for REPLICA_PAUSE_SECONDS, because it has just failed."""
        self._shown_until = NEVER
        self._ask_from = time.monotonic() + settings.REPLICA.pause
        connections[REPLICA].close()

    def _measure(self) -> None:
        try:
            self._shown_until = self._ask()
        except (DatabaseError, InterfaceError):
            self.give_up()
        else:
            self._ask_from = time.monotonic() + settings.REPLICA.check

    def _ask(self) -> float:
        at = time.monotonic()
        position, history = _answer(DEFAULT_DB_ALIAS, ON_PRIMARY)
        if history != self._history:
            self._marks.clear()
            self._history = history
        self._marks.add(at, position)
        for _ in range(TRIES):
            with in_time():
                replayed, same = _answer(REPLICA, ON_REPLICA)
            if replayed is None or same != history:
                return NEVER
            if replayed >= position:
                break
            time.sleep(BETWEEN)
        return self._marks.shown_until(replayed)


def _answer(alias: str, statement: str) -> tuple:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


watch = Watch()
