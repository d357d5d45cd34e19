"""Draining: claim one due message, send it outside any transaction, write down what happened.

The same loop serves the portal's messages and the other side's, each in its own database. A claim
is a lease: a worker that dies leaves the row to the sweep. Nothing here decides about people.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from referral_portal.outbox.channels import OutcomeUnknown, Refused, compose, deliver
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage

logger = logging.getLogger(__name__)
MOST_PER_RUN = 200
MAY_HAVE_LEFT = frozenset({MessageStatus.SENT, MessageStatus.UNCERTAIN})


def may_leave(now: dt.datetime) -> Q:
    """Return the filter of portal messages that may leave at `now`."""
    released = MessageRelease.objects.filter(message_id=OuterRef("pk"), not_before__lte=now)
    return Q(status=MessageStatus.RENDERED, due_at__lte=now) | (
        Q(status=MessageStatus.WAITING_RELEASE, due_at__lte=now) & Q(Exists(released))
    )


def drain(*, model=OutgoingMessage, ready=may_leave, using: str = "default", clock=timezone.now):
    """Send what is due and return how many messages left.

    `ready` maps the time to the filter of rows that may leave; `clock` gives the time.
    """
    sent = 0
    give_up_stale(model=model, using=using, now=clock())
    for _ in range(MOST_PER_RUN):
        message = claim(model=model, ready=ready, using=using, now=clock())
        if message is None:
            break
        sent += send(message, using=using, clock=clock)
    return sent


def claim(*, model, ready, using: str, now: dt.datetime):
    """Lease the oldest message that may leave, or return None."""
    with transaction.atomic(using=using):
        rows = model.objects.using(using).select_for_update(skip_locked=True, of=("self",))
        message = rows.filter(ready(now)).order_by("due_at", "pk").first()
        if message is None:
            return None
        message.status = MessageStatus.CLAIMED
        message.attempts = F("attempts") + 1
        message.lease_until = now + dt.timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
        message.save(update_fields=["status", "attempts", "lease_until"], using=using)
    message.refresh_from_db(using=using)
    return message


def send(message, *, using: str, clock) -> int:
    """Send a claimed message and write down the outcome; return 1 if it left."""
    try:
        email = compose(message)
    except (ValueError, LookupError, TypeError) as error:
        # It never will be one, and nothing has left.
        _finish(message, using, status=MessageStatus.FAILED, failure=type(error).__name__)
        logger.error("message not written", extra={"row": str(message.pk)})
        return 0
    try:
        deliver(email)
    except Refused as error:
        again = message.attempts < settings.MESSAGE_MAX_ATTEMPTS
        wait = dt.timedelta(minutes=2 ** min(message.attempts, 8))
        _finish(
            message,
            using,
            status=MessageStatus.RENDERED if again else MessageStatus.FAILED,
            due_at=clock() + wait,
            failure=str(error)[:80],
        )
        logger.warning("message refused", extra={"row": str(message.pk), "again": again})
        return 0
    except OutcomeUnknown as error:
        _finish(message, using, status=MessageStatus.UNCERTAIN, failure=str(error)[:80])
        logger.error("message outcome unknown", extra={"row": str(message.pk)})
        return 0
    _finish(message, using, status=MessageStatus.SENT, sent_at=clock(), failure="")
    return 1


def give_up_stale(*, model, using: str, now: dt.datetime) -> None:
    """Sort out claims whose worker died.

    A message to a person we serve may have left, so it becomes uncertain and a person decides; one
    to staff is sent again under the same Message-ID.
    """
    stale = model.objects.using(using).filter(status=MessageStatus.CLAIMED, lease_until__lt=now)
    staff = Q(audience=Audience.STAFF) if hasattr(model, "audience") else Q(pk__isnull=False)
    stale.filter(staff).update(status=MessageStatus.RENDERED, lease_until=None)
    stale.exclude(staff).update(
        status=MessageStatus.UNCERTAIN, lease_until=None, failure="worker stopped while sending"
    )


def _finish(message, using: str, **changes) -> None:
    changes["lease_until"] = None
    row = type(message).objects.using(using).filter(pk=message.pk)
    is_open = Q(status=MessageStatus.CLAIMED)
    if changes["status"] in MAY_HAVE_LEFT:
        # Cancelled meanwhile, and too late: the row says what happened.
        is_open |= Q(status=MessageStatus.CANCELLED)
    row.filter(is_open).update(**changes)
