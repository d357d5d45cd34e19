"""The messages about a referral, and the letters that can be created now."""

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.admin.letters import letters_ready
from referrals.admin.referral.reading import Reading
from referrals.enums import MessageEvent
from referrals.models import Referral


def shown(reading: Reading) -> dict:
    """Return the messages and a link for each letter."""
    return {
        "messages_out": messages_out(reading.referral),
        "letters": letters_ready(reading.referral, reading.now),
    }


def messages_out(referral: Referral) -> list[dict]:
    """Return the messages about a referral: what each is about, for whom, and its status."""
    rows = OutgoingMessage.objects.filter(referral_id=referral.pk).order_by("-created_at", "pk")
    return [
        {
            "event": MessageEvent(row["event"].rsplit("_", 1)[0]).label,
            "audience": Audience(row["audience"]).label,
            "status": MessageStatus(row["status"]).label,
            "reason": CancelReason(because).label if (because := row["cancelled_because"]) else "",
            "at": row["sent_at"] or row["created_at"],
        }
        for row in rows.values(
            "event", "audience", "status", "cancelled_because", "created_at", "sent_at"
        )
    ]
