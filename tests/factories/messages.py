"""Messages that may not have arrived, of both sides."""

import copy
import uuid

from referral_portal.outbox.enums import MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from safeguarding.crossing.alerts import BODY, SUBJECT
from safeguarding.models import ProtectedMessage


def unsent_like(message: OutgoingMessage) -> OutgoingMessage:
    """Make a copy of `message` that left without an answer of the mail server."""
    found = copy.copy(message)
    found.pk, found.key = uuid.uuid4(), f"unsent:{message.key}"
    found.status = MessageStatus.UNCERTAIN
    found.save(force_insert=True)
    return found


def release(message: OutgoingMessage, now) -> MessageRelease:
    """Let a waiting message leave from `now` on."""
    return MessageRelease.objects.create(
        message_id=message.pk, basis=ReleaseBasis.TOLD, not_before=now, released_at=now
    )


def unsent_email(*, now, key="a", status=MessageStatus.UNCERTAIN) -> ProtectedMessage:
    """Make an email to the link workers' duty mailbox that did not arrive."""
    return ProtectedMessage.objects.create(
        key=key, template="safeguarding/worklist", to_address="duty@example.org", subject=SUBJECT,
        body=BODY, status=status, created_at=now, due_at=now, attempts=3,
    )  # fmt: skip
