"""Choose free ports for servers that start a little later.

A port of the kernel's own choice can go to a connection before the server binds it. These ports come
from below the range that connections get, which begins at 32768 on Linux.
"""

import random
import socket

RANGE = range(20_000, 32_000)
TRIES = 200


def hold_free_port() -> socket.socket:
    """Return a socket that holds a free port; close it just before the server starts."""
    for _ in range(TRIES):
        held = socket.socket()
        try:
            held.bind(("127.0.0.1", random.SystemRandom().choice(RANGE)))
        except OSError:
            held.close()
            continue
        return held
    raise OSError(f"No free port between {RANGE.start} and {RANGE.stop}.")


def free_port() -> int:
    """Return a port that no process uses now."""
    with hold_free_port() as held:
        return held.getsockname()[1]
