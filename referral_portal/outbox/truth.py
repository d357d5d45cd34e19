"""Ask, before a message leaves, whether it is still true.

The outbox cannot read referrals, so the apps above add checks with `checks`. A message about a
referral is asked by every check of its event; without a check it does not leave.

Lock order: the verbs lock cohort, enrolment, referral and session, then messages. The drain locks the message first,
so a check must never wait for another row: it reads with `held`, which raises Busy for a row that a
verb holds. The message is then asked again at the next turn, after that verb.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from referral_portal.outbox.enums import CancelReason
from referral_portal.outbox.models import OutgoingMessage

Check = Callable[[OutgoingMessage, dt.datetime], CancelReason | None]
CHECKS: dict[str, list[Check]] = defaultdict(list)


class Busy(Exception):
    """A verb is changing a row that the message is about; ask again later."""


class Held(Busy):
    """What the message is about is set aside; ask again later."""


def checks(*events: str) -> Callable[[Check], Check]:
    """Decorate a check of messages about these events: it returns why one is untrue, or None."""

    def add(check: Check) -> Check:
        for event in events:
            CHECKS[event].append(check)
        return check

    return add


def why_untrue(message, now: dt.datetime) -> CancelReason | None:
    """Return why `message` is no longer true at `now`, or None if it may leave.

    Locks the rows that it reads until the end of the open transaction. Raises Busy, and LookupError for a
    message about a referral that no check knows.
    """
    if getattr(message, "referral_id", None) is None:
        return None
    asked = CHECKS.get(event_of(message.event), [])
    if not asked:
        raise LookupError(f"No check knows whether {message.event} is still true.")
    return next((reason for check in asked if (reason := check(message, now))), None)


def event_of(event: str) -> str:
    """Return the event of a message without the audience at its end."""
    return event.rsplit("_", 1)[0]


def held(rows, pk):
    """Lock and return the row `pk`, or return None where there is none; raise Busy if it is locked."""
    locked = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    row = locked.filter(pk=pk).first()
    if row is None and rows.filter(pk=pk).exists():
        raise Busy
    return row
