"""How long a test waits for what it looks for: a minute, however slow the machine.

The minute is a bound and never a measure: a wait ends as soon as it sees what it looks for. No test
compares two readings of a clock; what takes how long is printed.
"""

import time
from collections.abc import Callable

A_MINUTE = 60
LOOK_EVERY = 0.2  # seconds


def eventually(look: Callable[[], bool], what: str, *, every: float = LOOK_EVERY) -> None:
    """Wait until `look` sees it; fail with `what` after a minute of the real clock."""
    ends = time.monotonic() + A_MINUTE
    while not look():
        assert time.monotonic() < ends, f"Not within a minute: {what}"
        time.sleep(every)
