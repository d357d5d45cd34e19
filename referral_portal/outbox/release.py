"""Release a waiting message by a manager's override, and cancel messages that have not left.

The ordinary release comes from the other side as an opaque answer. The override is for a message
that has waited RELEASE_OVERRIDE_HOURS. It does not show why the message waited: every decision
waits in the same way.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from referral_portal.audit.recorder import record
from referral_portal.common.moments import next_moment
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import (
    OPEN_STATUSES,
    CancelReason,
    MessageStatus,
    ReleaseBasis,
)
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.wake import wake


def can_override_at(message: OutgoingMessage) -> dt.datetime:
    """Return the moment from which a manager may release `message`."""
    return message.created_at + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)


def override_release(*, message_id, why: str, by, now: dt.datetime) -> MessageRelease:
    """Release a message that has waited RELEASE_OVERRIDE_HOURS, with the reason.

    The link workers read at once who released it, and why. Raises Refusal before that time, without
    a reason and for a message that is no longer waiting, and PermissionDenied without the permission
    to override.
    """
    if not by.has_perm("outbox.override_release"):
        raise PermissionDenied("Only a programme manager can release a waiting message.")
    with transaction.atomic():
        message = OutgoingMessage.objects.select_for_update().get(pk=message_id)
        already = MessageRelease.objects.filter(message_id=message.pk).exists()
        if message.status != MessageStatus.WAITING_RELEASE or already:
            raise Refusal("This message is no longer waiting.")
        if now < can_override_at(message):
            raise Refusal(
                f"A manager can release this {settings.RELEASE_OVERRIDE_HOURS} hours after it was"
                " written."
            )
        if not why.strip():
            raise Refusal("Enter why this message cannot wait", "why")
        release = MessageRelease.objects.create(
            message_id=message.pk,
            basis=ReleaseBasis.OVERRIDE,
            not_before=next_moment(now),
            released_at=now,
            by_name=str(by)[:150],
            why=why.strip(),
        )
        record("message.override_release", actor=by, target=message, now=now)
        transaction.on_commit(lambda: wake("outbox.drain"), robust=True)
    return release


def cancel_unsent(*, referral_id: uuid.UUID, written_at: dt.datetime, by, now: dt.datetime) -> int:
    """Cancel the unsent messages that one verb wrote at `written_at`; return how many."""
    which = Q(referral_id=referral_id, created_at=written_at)
    return _cancel(which, because=CancelReason.UNDONE, by=by, now=now)


def cancel_unsent_keys(
    *, keys: Collection[str], because: CancelReason, by, now: dt.datetime
) -> int:
    """Cancel the unsent messages with these keys; return how many."""
    return _cancel(Q(key__in=keys), because=because, by=by, now=now)


def _cancel(which: Q, *, because: CancelReason, by, now: dt.datetime) -> int:
    """Cancel messages that have not been sent; return how many cannot have arrived.

    One that is being sent at this moment may still arrive. If it is refused, it is not tried again.
    """
    unsent = 0
    with transaction.atomic():
        messages = OutgoingMessage.objects.select_for_update().filter(
            which, status__in={*OPEN_STATUSES, MessageStatus.CLAIMED}
        )
        for message in messages.order_by("pk"):
            unsent += message.status in OPEN_STATUSES
            message.status, message.cancelled_because = MessageStatus.CANCELLED, because
            message.save(update_fields=["status", "cancelled_because"])
            record("message.cancel", actor=by, target=message, now=now, reason=because)
    return unsent
