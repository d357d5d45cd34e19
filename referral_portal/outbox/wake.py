"""Wake the background worker.

A wake-up has no arguments and may be lost, because the beat does the same work half a minute later.
So a failure here never fails a request, and nothing about a person gets into Redis. A Redis that has
stopped answering costs a request WAKE_MILLISECONDS, and the requests of the next WAKE_PAUSE_SECONDS
nothing.
"""

import contextvars
import logging
import threading
import time

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class Waker:
    """Sends the wake-ups of this process, and waits only so long for each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sending: threading.Thread | None = None  # the wake-up that nobody waits for any more
        self._quiet_until = 0.0

    def wake(self, task: str) -> None:
        """Ask the worker to run the named task now, unless Redis has just failed."""
        if self._is_quiet():
            return
        # A thread, because no option of the Redis client limits a whole send: it connects, signs in
        # and tries again, each with a limit of its own.
        context = contextvars.copy_context()  # with the id of the request, for the task's log lines
        sending = threading.Thread(target=context.run, args=(self._send, task), daemon=True)
        sending.start()
        sending.join(settings.WAKE_MILLISECONDS / 1000)
        if sending.is_alive():
            self._be_quiet(sending)
            logger.warning("wake-up not delivered", extra={"task": task, "kind": "TimeoutError"})

    def _send(self, task: str) -> None:
        try:
            current_app.send_task(task)
        except (KombuError, RedisError, OSError) as error:
            self._be_quiet()
            logger.warning(
                "wake-up not delivered", extra={"task": task, "kind": type(error).__name__}
            )

    def _is_quiet(self) -> bool:
        with self._lock:
            is_hanging = self._sending is not None and self._sending.is_alive()
            return is_hanging or time.monotonic() < self._quiet_until

    def _be_quiet(self, sending: threading.Thread | None = None) -> None:
        with self._lock:
            self._sending = sending or self._sending
            self._quiet_until = time.monotonic() + settings.WAKE_PAUSE_SECONDS


_waker = Waker()


def wake(task: str) -> None:
    """Ask the worker to run the named task now."""
    _waker.wake(task)
