"""Keep for some seconds what many pages ask and what is the same for every user.

Only what names nobody, and what no rule about access limits, may be kept here: a process shows it to all
its users. Whatever decides, guards or alarms asks anew each time.
"""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.conf import settings

Found = TypeVar("Found")


class SecondsOld(Generic[Found]):
    """The answer of `ask`, which each process asks again after KEPT_SECONDS."""

    def __init__(self, ask: Callable[[], Found]) -> None:
        self._ask = ask
        self._kept: tuple[float, Found] | None = None

    def get(self) -> Found:
        """Return an answer that is at most KEPT_SECONDS old."""
        now, kept = time.monotonic(), self._kept
        if kept is not None and now - kept[0] < settings.KEPT_SECONDS:
            return kept[1]
        found = self._ask()
        # With the time before it was asked, and at once, so that no thread sees half of it.
        self._kept = (now, found)
        return found
