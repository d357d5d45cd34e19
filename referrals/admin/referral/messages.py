"""The messages about a referral with what has become of each, and the letters that can be created now."""

import datetime as dt

from django.urls import reverse

from referral_portal.common.dates import local
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.admin.letters import letters_ready
from referrals.admin.referral.reading import Reading
from referrals.enums import MessageEvent
from referrals.letters import LETTERED

TO_SETTLE = (MessageStatus.FAILED, MessageStatus.UNCERTAIN)


def shown(reading: Reading) -> dict:
    """Return the messages and a link for each letter."""
    can_have_letter = any(change.verb in LETTERED for change in reading.changes)
    return {
        "messages_out": messages_out(reading),
        "letters": letters_ready(reading.referral, reading.now) if can_have_letter else [],
    }


def messages_out(reading: Reading) -> list[dict]:
    """Return the messages about a referral, newest first: about what, for whom, and their state."""
    found = OutgoingMessage.objects.filter(referral_id=reading.referral.pk)
    return [
        {
            "event": MessageEvent(message.event.rsplit("_", 1)[0]).label,
            "audience": message.get_audience_display(),
            "state": state_words(message, reading.now),
            "needs_user": message.status in TO_SETTLE and message.settled_at is None,
            "written_at": message.created_at,
            "url": reverse("admin:outbox_outgoingmessage_change", args=[message.pk]),
        }
        for message in found.defer("subject", "body").order_by("-created_at", "pk")
    ]


def state_words(message: OutgoingMessage, now: dt.datetime) -> str:
    """Return the state of a message in words, with what is known of its time and reason."""
    words = MessageStatus(message.status).label.capitalize()
    match message.status:
        case MessageStatus.RENDERED if message.due_at > now:
            words = f"{words}, not before {_moment(message.due_at)}"
        case MessageStatus.SENT if message.sent_at:
            words = f"{words} {_moment(message.sent_at)}"
        case MessageStatus.CANCELLED if message.cancelled_because:
            words = f"{words}: {CancelReason(message.cancelled_because).label}"
        case MessageStatus.FAILED | MessageStatus.UNCERTAIN if message.settled_at:
            words = f"{words}. A user dealt with it on {_moment(message.settled_at)}"
    if message.audience == Audience.STAFF and message.told_at:
        words = f"{words}. The participant was told on {_moment(message.told_at)}"
    return words


def _moment(at: dt.datetime) -> str:
    return f"{local(at):%-d %B %Y, %H:%M}"
