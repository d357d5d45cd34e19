"""Hash passwords in little memory, one at a time in each process.

A hash costs PASSWORD_MEMORY_MIB of memory. In one lane, many sign-ins at once cannot fill the memory
of the machine, nor keep its processors from the pages of other users.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from referral_portal.common.throttle import Throttled

KIB_IN_MIB = 1024
BUSY = "Many people are signing in at this moment. Wait a moment, then try again."


class BusyError(Throttled):
    """Too many sign-ins were waiting already; the password was not checked."""

    words_of_it = BUSY


class Lane:
    """A lane that one thread has at a time; a thread that has it may enter again."""

    def __init__(self):
        self._lock = threading.RLock()
        self._count = threading.Lock()
        self._strangers = 0

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Wait for the lane, however long that takes."""
        with self._lock:
            yield

    @contextmanager
    def sign_in(self, *, is_known: bool) -> Iterator[None]:
        """Wait for the lane as a sign-in does; a known browser waits beside any number of strangers.

        Raises BusyError for a stranger when SIGN_INS_WAITING others wait, and for each sign-in after
        SIGN_IN_WAIT_SECONDS.
        """
        with self._waiting(is_known=is_known):
            if not self._lock.acquire(timeout=settings.SIGN_IN_WAIT_SECONDS):
                raise BusyError
            try:
                yield
            finally:
                self._lock.release()

    @contextmanager
    def _waiting(self, *, is_known: bool) -> Iterator[None]:
        if is_known:
            yield
            return
        with self._count:
            # One of them has the lane, and the others wait for it.
            if self._strangers > settings.SIGN_INS_WAITING:
                raise BusyError
            self._strangers += 1
        try:
            yield
        finally:
            with self._count:
                self._strangers -= 1


LANE = Lane()


class SmallArgon2(Argon2PasswordHasher):
    """Argon2id at the cost of the settings; a hash of another cost is verified, then made anew."""

    parallelism = 1

    @property
    def time_cost(self) -> int:
        """How often the memory is gone through."""
        return settings.PASSWORD_ROUNDS

    @property
    def memory_cost(self) -> int:
        """The memory of one hash, in KiB."""
        return settings.PASSWORD_MEMORY_MIB * KIB_IN_MIB

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of `password`, made in the lane."""
        with LANE.enter():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether `password` has this hash, as checked in the lane."""
        with LANE.enter():
            return super().verify(password, encoded)
