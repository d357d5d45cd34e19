"""The id under which everything that one request causes is logged, here and in the worker.

Made by us and random: nothing that a browser or a proxy sends is taken for one, so that nobody can
mix their lines with somebody else's. It says nothing about who asked, and no table keeps it.
"""

import secrets
from contextvars import ContextVar

from referral_portal.common.references import ALPHABET

LENGTH = 12  # about 59 random bits
GROUP = 4
_current: ContextVar[str] = ContextVar("trace", default="")


def begin(given: str = "") -> str:
    """Start a new id in this thread, or go on with `given` if we could have made it; return it."""
    is_ours = len(given) == LENGTH and set(given) <= set(ALPHABET)
    found = given if is_ours else "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    _current.set(found)
    return found


def current() -> str:
    """Return the id of the work this thread is doing, "" outside of any."""
    return _current.get()


def end() -> None:
    """Forget the id: the work is done."""
    _current.set("")


def spoken() -> str:
    """Return the current id as a person reads it aloud, such as 7F3K-9Q2D-XMZ4."""
    found = current()
    return "-".join(found[i : i + GROUP] for i in range(0, len(found), GROUP))
