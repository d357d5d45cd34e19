"""The state of a message in words, and the states by which a list of messages is filtered.

A message that waits for its release reads the same until it leaves, even once it was released:
otherwise its reader would learn when a link worker acted.
"""

import datetime as dt

from django.db.models import Q, TextChoices

from referral_portal.common.dates import local, local_today
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.restoring import WHY as RESTORED
from referral_portal.outbox.settling import OPEN_ENDED, UNSETTLED

REFUSED = "the address was refused"
NOT_TAKEN = "the mail server did not take it"
UNWRITTEN = ("ValueError", "LookupError", "TypeError")
NOT_WRITTEN = "it could not be written"
FROM_BACKUP = "it was waiting when the service was restored from a backup"


class State(TextChoices):
    """What has become of a message, as a filter; each message is in one, apart from DECIDE."""

    DECIDE = "decide", "Needs a decision"
    WAITING = "waiting", "Waits for release"
    LEAVING = "leaving", "Leaves at its time"
    FAILED = "failed", "Could not be sent"
    UNCERTAIN = "uncertain", "May not have arrived"
    SETTLED = "settled", "Did not arrive, and a user dealt with it"
    SENT = "sent", "Sent"
    CANCELLED = "cancelled", "Cancelled"


FILTERS: dict[str, Q] = {
    State.DECIDE: UNSETTLED,
    State.WAITING: Q(status=MessageStatus.WAITING_RELEASE),
    State.LEAVING: Q(status__in=(MessageStatus.RENDERED, MessageStatus.CLAIMED)),
    State.FAILED: Q(status=MessageStatus.FAILED, settled_at__isnull=True),
    State.UNCERTAIN: Q(status=MessageStatus.UNCERTAIN, settled_at__isnull=True),
    State.SETTLED: Q(status__in=OPEN_ENDED, settled_at__isnull=False),
    State.SENT: Q(status=MessageStatus.SENT),
    State.CANCELLED: Q(status=MessageStatus.CANCELLED),
}
# What a user may have to act on is listed oldest first; everything else newest first.
OLDEST_FIRST = frozenset(
    {State.DECIDE, State.WAITING, State.LEAVING, State.FAILED, State.UNCERTAIN}
)


def state_words(message, now: dt.datetime) -> str:
    """Return the state of a message in words, with what is known of its time and reason."""
    words = MessageStatus(message.status).label.capitalize()
    match message.status:
        case MessageStatus.WAITING_RELEASE:
            words = State.WAITING.label
        case MessageStatus.RENDERED if message.due_at > now:
            words = f"Leaves {_when(message.due_at, now)}"
        case MessageStatus.SENT if message.sent_at:
            words = f"{words} {_moment(message.sent_at)}"
        case MessageStatus.CANCELLED if message.cancelled_because:
            words = f"{words}: {CancelReason(message.cancelled_because).label}"
        case MessageStatus.FAILED if message.failure:
            words = f"{words}: {_why_failed(message.failure)}"
        case MessageStatus.UNCERTAIN if message.failure == RESTORED:
            words = f"{words}: {FROM_BACKUP}"
    if message.status in OPEN_ENDED and message.settled_at:
        words = f"{words}. A user dealt with it on {_moment(message.settled_at)}"
    if message.audience == Audience.STAFF and message.told_at:
        words = f"{words}. The participant was told on {_moment(message.told_at)}"
    return words


def _why_failed(failure: str) -> str:
    """Return why a message could not be sent; `failure` is a code of ours or of a mail server."""
    if failure.startswith("RCPT 5"):
        return REFUSED
    return NOT_WRITTEN if failure in UNWRITTEN else NOT_TAKEN


def _when(at: dt.datetime, now: dt.datetime) -> str:
    if local_today(at) == local_today(now):
        return f"at {local(at):%H:%M}"
    return f"on {local(at):%-d %B %Y at %H:%M}"


def _moment(at: dt.datetime) -> str:
    return f"{local(at):%-d %B %Y, %H:%M}"
