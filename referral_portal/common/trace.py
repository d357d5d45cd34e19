"""The id under which a request and the background work that it causes are logged.

It is random and ours: an id that a browser or a proxy sends is ignored, so that no user can mix their
log lines with another's. It says nothing about the user, and no table keeps it.
"""

import secrets
from contextvars import ContextVar

from referral_portal.common.references import ALPHABET

LENGTH = 12  # about 59 random bits
GROUP = 4
SENT = "portal_sent"  # the header of a wake-up with its moment, in seconds since 1970
_current: ContextVar[str] = ContextVar("trace", default="")


def begin(given: str = "") -> str:
    """Start and return a new id in this thread, or `given` if it has the form of our ids."""
    is_ours = len(given) == LENGTH and set(given) <= set(ALPHABET)
    found = given if is_ours else "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    _current.set(found)
    return found


def current() -> str:
    """Return the id of this thread's current work, or ""."""
    return _current.get()


def end() -> None:
    """Forget the id, because the work is done."""
    _current.set("")


def spoken() -> str:
    """Return the current id in groups, to read aloud, such as 7F3K-9Q2D-XMZ4."""
    found = current()
    return "-".join(found[i : i + GROUP] for i in range(0, len(found), GROUP))
