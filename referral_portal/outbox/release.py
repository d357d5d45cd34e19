"""Letting a waiting message go when nobody has answered in time.

The ordinary release comes from the other side as an opaque answer; here is the manager's override
after the agreed wait. It says nothing about why the message waited: every decision waits alike.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from referral_portal.audit.recorder import record
from referral_portal.outbox.enums import (
    OPEN_STATUSES,
    Audience,
    MessageStatus,
    ReleaseBasis,
)
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.wake import wake


class TooEarly(Exception):
    """The agreed wait is not over yet."""


class NotWaiting(Exception):
    """The message is not waiting for release any more."""


def can_override_at(message: OutgoingMessage) -> dt.datetime:
    """Return the moment from which a manager may let `message` go."""
    return message.created_at + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)


def override_release(*, message_id, by, now: dt.datetime) -> MessageRelease:
    """Let a message go that has waited RELEASE_OVERRIDE_HOURS.

    Raises TooEarly, NotWaiting, or PermissionDenied without the permission to override.
    """
    if not by.has_perm("outbox.override_release"):
        raise PermissionDenied("Only a programme manager lets a waiting message go.")
    with transaction.atomic():
        message = OutgoingMessage.objects.select_for_update().get(pk=message_id)
        already = MessageRelease.objects.filter(message_id=message.pk).exists()
        if message.status != MessageStatus.WAITING_RELEASE or already:
            raise NotWaiting("This message is no longer waiting.")
        if now < can_override_at(message):
            raise TooEarly(
                f"A manager can release this {settings.RELEASE_OVERRIDE_HOURS} hours after it was"
                " written."
            )
        release = MessageRelease.objects.create(
            message_id=message.pk, basis=ReleaseBasis.OVERRIDE, not_before=now, released_at=now
        )
        record("message.override_release", actor=by, target=message, now=now)
        transaction.on_commit(lambda: wake("outbox.drain"), robust=True)
    return release


def cancel_unsent(*, referral_id: uuid.UUID, written_at: dt.datetime, by, now: dt.datetime) -> int:
    """Cancel what one verb wrote about a referral at `written_at` and has not left; say how many."""
    return _cancel(Q(referral_id=referral_id, created_at=written_at), by=by, now=now)


def cancel_unsent_keys(*, keys: Collection[str], by, now: dt.datetime) -> int:
    """Cancel the messages of these causes that have not left; say how many."""
    return _cancel(Q(key__in=keys), by=by, now=now)


def cancel_unsent_to_person(
    *, referral_id: uuid.UUID, desk_templates: Collection[str], by, now: dt.datetime
) -> int:
    """Cancel what has not left for the person of a referral; say how many.

    `desk_templates` are the messages to our staff that ask them to tell the person instead.
    """
    to_person = Q(audience=Audience.PARTICIPANT)
    by_the_desk = Q(audience=Audience.STAFF, template__in=desk_templates)
    return _cancel(Q(to_person | by_the_desk, referral_id=referral_id), by=by, now=now)


def _cancel(which: Q, *, by, now: dt.datetime) -> int:
    """Cancel messages on their way out; say how many cannot have arrived.

    One that is being sent in this moment may still arrive; if it is refused, it is not tried again.
    """
    unsent = 0
    with transaction.atomic():
        messages = OutgoingMessage.objects.select_for_update().filter(
            which, status__in={*OPEN_STATUSES, MessageStatus.CLAIMED}
        )
        for message in messages.order_by("pk"):
            unsent += message.status in OPEN_STATUSES
            message.status = MessageStatus.CANCELLED
            message.save(update_fields=["status"])
            record("message.cancel", actor=by, target=message, now=now)
    return unsent
