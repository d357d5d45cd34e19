"""The messages about a referral with what has become of each, and the letters that can be created now."""

from referral_portal.common.addresses import address_about
from referral_portal.outbox.kinds import kind_words
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.settling import needs_decision
from referral_portal.outbox.states import state_words
from referrals.admin.letters import letters_ready
from referrals.admin.referral.reading import Reading
from referrals.letters import LETTERED


def shown(reading: Reading) -> dict:
    """Return the messages and a link for each letter."""
    can_have_letter = any(change.verb in LETTERED for change in reading.changes)
    return {
        "messages_out": messages_out(reading),
        "letters": letters_ready(reading.referral, reading.which, reading.now, reading.for_letters)
        if can_have_letter
        else [],
    }


def messages_out(reading: Reading) -> list[dict]:
    """Return the messages about a referral, newest first: about what, for whom, and their state."""
    by_key = sorted(_seen(reading), key=lambda one: one.pk)
    return [
        {
            "event": kind_words(message.event),
            "audience": message.get_audience_display(),
            "state": state_words(message, reading.now),
            "needs_user": needs_decision(message),
            "written_at": message.created_at,
            "url": address_about("admin:outbox_outgoingmessage_change", message.pk),
        }
        for message in sorted(by_key, key=lambda one: one.created_at, reverse=True)
    ]


def _seen(reading: Reading) -> list[OutgoingMessage]:
    """Return the messages that the reader may see: none about a complaint that names the reader."""
    ids = {one.pk for one in reading.rows["messages_seen"]}
    return [one for one in reading.rows["messages"] if one.pk in ids]
