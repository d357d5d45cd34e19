"""Decide about a message that failed or may not have arrived; both sides use the same rules.

Nothing here sends twice by itself: a user who may read the messages decides. Until then /readyz is
amber, and the first page of the desk says so.
"""

import datetime as dt
import uuid
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, TextChoices

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.restoring import WHY as RESTORED
from referral_portal.outbox.truth import Busy, why_untrue
from referral_portal.outbox.wake import wake

OPEN_ENDED = (MessageStatus.FAILED, MessageStatus.UNCERTAIN)
UNSETTLED = Q(status__in=OPEN_ENDED, settled_at__isnull=True)
MAY_HAVE_ARRIVED = "We do not know whether this message was sent. It may have arrived."
MAY_HAVE_LEFT_SINCE = (
    "The service was restored from a backup. This message was waiting at the time of the backup,"
    " and may have left since."
)
NOT_SENT = "The message could not be sent. The service has stopped trying."
SETTLED = "This message needs no decision any more."


class Decision(TextChoices):
    """What a user may decide about a message."""

    AGAIN = "again", "Send again"
    ARRIVED = "arrived", "It has arrived"
    CLOSE = "close", "Close without sending"


def words_for(message) -> tuple[str, str]:
    """Return two texts about an unsettled message: its fate, and the next step for the user."""
    is_uncertain = message.status == MessageStatus.UNCERTAIN
    happened = MAY_HAVE_ARRIVED if is_uncertain else NOT_SENT
    if is_uncertain and message.failure == RESTORED:
        happened = MAY_HAVE_LEFT_SINCE
    if getattr(message, "audience", Audience.STAFF) == Audience.STAFF:
        if is_uncertain:
            return (
                happened,
                "Look for it in your team’s mailbox. If it is not there, send it again.",
            )
        return happened, (
            "Ask your administrator whether mail to your team’s mailbox is working again, then send"
            " it again. Until then, look at your work here often."
        )
    if is_uncertain:
        return happened, (
            "Ask the recipient, on a number that is safe to call. Send it again only if it has not"
            " arrived: a second copy can confuse or worry its reader."
        )
    if message.failure.startswith("RCPT 5"):
        return (
            "The mail server refused the recipient’s address. The message was not sent.",
            "Check the address with the recipient. If it is wrong, tell them another way, then close"
            " this message.",
        )
    return happened, (
        "Ask your administrator whether mail is working again, then send it again. If it cannot"
        " wait, tell the recipient another way, then close this message."
    )


def choices_for(message) -> list[Decision]:
    """Return the decisions that are open; a message that failed cannot have arrived."""
    if not needs_decision(message):
        return []
    is_failed = message.status == MessageStatus.FAILED
    return [one for one in Decision if not (is_failed and one == Decision.ARRIVED)]


def needs_decision(message) -> bool:
    """Return whether `message` failed or may not have arrived, and no user has decided about it."""
    return message.status in OPEN_ENDED and message.settled_at is None


def send_again(*, message_id: uuid.UUID, by, now: dt.datetime) -> OutgoingMessage:
    """Put a message back into the outbox, with all its attempts.

    Raises Refusal for a message that needs no decision or is no longer true, and PermissionDenied
    without the permission to settle messages.
    """
    with transaction.atomic():
        message = _locked(message_id, by)
        _check_true(message, now)
        put_back(message, now=now)
        record("message.send_again", actor=by, target=message, now=now)
        for task in ("outbox.alerts", "outbox.drain"):
            transaction.on_commit(lambda task=task: wake(task), robust=True)
    return message


def mark_arrived(*, message_id: uuid.UUID, by, now: dt.datetime) -> OutgoingMessage:
    """Record that a message that may not have arrived did arrive; the errors are those of send_again."""
    with transaction.atomic():
        message = _locked(message_id, by)
        set_arrived(message, now=now)
        record("message.arrived", actor=by, target=message, now=now)
    return message


def close_unsent(*, message_id: uuid.UUID, by, now: dt.datetime) -> OutgoingMessage:
    """Record that a message needs nothing more; the errors are those of send_again."""
    with transaction.atomic():
        message = _locked(message_id, by)
        set_closed(message, now=now)
        record("message.close", actor=by, target=message, now=now)
    return message


VERBS: dict[str, Callable] = {
    Decision.AGAIN: send_again,
    Decision.ARRIVED: mark_arrived,
    Decision.CLOSE: close_unsent,
}


# -- The rows, which both sides change in a transaction of their own -----------------------------
def put_back(message, *, now: dt.datetime) -> None:
    """Make a locked message ready to be sent again; raise Refusal if it needs no decision."""
    _check_unsettled(message)
    message.status, message.failure = MessageStatus.RENDERED, ""
    message.attempts, message.due_at = 0, now
    message.save(update_fields=["status", "failure", "attempts", "due_at"])


def set_arrived(message, *, now: dt.datetime) -> None:
    """Mark a locked message as sent; raise Refusal unless it may have arrived."""
    _check_unsettled(message)
    if message.status != MessageStatus.UNCERTAIN:
        raise Refusal("This message was not sent, so it cannot have arrived.")
    message.status, message.sent_at, message.settled_at = MessageStatus.SENT, now, now
    message.save(update_fields=["status", "sent_at", "settled_at"])


def set_closed(message, *, now: dt.datetime) -> None:
    """Take a locked message off the list, in the state that it has; raise Refusal if it is not on it."""
    _check_unsettled(message)
    message.settled_at = now
    message.save(update_fields=["settled_at"])


def _locked(message_id: uuid.UUID, by) -> OutgoingMessage:
    if not by.has_perm("outbox.settle_message"):
        raise PermissionDenied("Only a coordinator or a programme manager can do this.")
    return OutgoingMessage.objects.select_for_update().get(pk=message_id)


def _check_unsettled(message) -> None:
    if not needs_decision(message):
        raise Refusal(SETTLED)


def _check_true(message: OutgoingMessage, now: dt.datetime) -> None:
    try:
        reason = why_untrue(message, now)
    except Busy:
        raise Refusal("Another user is changing this referral. Try again in a moment.") from None
    except LookupError:
        raise Refusal("A message of this kind is no longer sent. Close it.") from None
    if reason is not None:
        raise Refusal(f"This message is no longer true: {reason.label}. Close it without sending.")
