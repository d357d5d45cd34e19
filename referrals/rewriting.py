"""Write the unsent messages about a referral anew, after its contact details were amended.

Each goes where it would go if it were caused today: to the corrected address, or to our staff where
the participant has no email address any more. What was released stays released.
"""

import datetime as dt

from referral_portal.outbox.enums import Audience, CancelReason
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.queue import preview
from referral_portal.outbox.release import cancel_unsent_keys
from referral_portal.outbox.rewriting import lock_unsent, rewrite
from referral_portal.outbox.truth import event_of
from referrals.enums import MessageEvent
from referrals.mailboxes import mailbox_for
from referrals.message_keys import message_key, number_of, reviewed_in
from referrals.models import Referral
from referrals.notifications import BY_DESK, TO_STAFF, text_of
from referrals.result_messages import OF_COMPLAINTS, address_at_desk, complaint_of, facts_of
from referrals.truth import OF_SESSIONS, OF_STEPS

OF_RESULTS = frozenset({MessageEvent.UPHELD, *OF_COMPLAINTS})
AGAIN = frozenset({*OF_STEPS, *OF_SESSIONS, MessageEvent.RECEIPT, *OF_RESULTS})
# Our staff have no words of their own for these: the page shows the reference of a receipt, and a
# coordinator asks a question by telephone.
ONLY_BY_EMAIL = frozenset({MessageEvent.RECEIPT, MessageEvent.QUESTION})


def rewrite_unsent(referral: Referral, *, by, now: dt.datetime) -> int:
    """Write the unsent messages about `referral` anew; return how many changed or were cancelled.

    A message for which there is no longer an address, and which our staff cannot pass on, is cancelled.
    """
    changed = 0
    for message in lock_unsent(referral.pk):
        event = event_of(message.event)
        if event in TO_STAFF or event not in AGAIN:
            continue
        to, audience = _reader(message, event, referral)
        if not to:
            keys = [message.key]
            changed += cancel_unsent_keys(keys=keys, because=CancelReason.CHANNEL, by=by, now=now)
            continue
        template, subject, body = _words(message, event, audience, referral)
        cause = message.key.rpartition(":")[2]
        changed += rewrite(
            message,
            key=message_key(event, audience, referral.pk, cause),
            event=event,
            template=template,
            to=to,
            audience=audience,
            subject=subject,
            body=body,
            by=by,
            now=now,
        )
    return changed


def _reader(message: OutgoingMessage, event: str, referral: Referral) -> tuple[str, Audience]:
    """Return the address and audience of a message now; an empty address where nobody can read it."""
    if message.audience == Audience.REFERRER:
        return (referral.referrer.email if referral.referrer else ""), Audience.REFERRER
    # A session that starts too soon for an email is told by telephone, and stays so.
    stays = message.audience == Audience.STAFF and event in OF_SESSIONS
    if referral.participant.email and not stays:
        return referral.participant.email, Audience.PARTICIPANT
    if event in ONLY_BY_EMAIL:
        return "", Audience.STAFF
    complaint, desk = complaint_of(message.key), mailbox_for(referral)
    return (address_at_desk(complaint, desk) if complaint else desk), Audience.STAFF


def _words(
    message: OutgoingMessage, event: str, audience: Audience, referral: Referral
) -> tuple[str, str, str]:
    """Return the template, subject and body; the words about a session stay as they are."""
    if event not in OF_SESSIONS:
        complaint = complaint_of(message.key)
        facts = facts_of(complaint) if complaint else {}
        template, context = text_of(
            event, audience, referral, was=_status_before(message, referral), **facts
        )
        return template, *preview(template, context)
    if audience == message.audience:
        return message.template, message.subject, message.body
    _, context = text_of(event, Audience.PARTICIPANT, referral)
    return BY_DESK, *preview(BY_DESK, context | {"words": message.body.strip()})


def _status_before(message: OutgoingMessage, referral: Referral) -> str:
    """Return the status before the step that a message is about, or an empty text."""
    number = number_of(message.key) or reviewed_in(message.key)
    changes = referral.status_changes.filter(number=number)
    return changes.values_list("from_status", flat=True).first() or ""
