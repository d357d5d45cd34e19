"""Drain the outbox: claim one due message, send it outside any transaction, save the outcome.

The same loop sends the portal's messages and the other side's, each in its own database. A claim is
a lease: when a worker dies, `give_up_stale` handles its message. The claim also asks whether the
message is still true, and cancels one that is not: see `truth` for the locks.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from referral_portal.audit.recorder import SYSTEM, record
from referral_portal.outbox.channels import OutcomeUnknown, Refused, compose, deliver
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.truth import Busy, why_untrue

logger = logging.getLogger(__name__)
MOST_PER_RUN = 200
MAY_HAVE_LEFT = frozenset({MessageStatus.SENT, MessageStatus.UNCERTAIN})


def may_leave(now: dt.datetime) -> Q:
    """Return the filter for the portal messages that may be sent at `now`."""
    released = MessageRelease.objects.filter(message_id=OuterRef("pk"), not_before__lte=now)
    return Q(status=MessageStatus.RENDERED, due_at__lte=now) | (
        Q(status=MessageStatus.WAITING_RELEASE, due_at__lte=now) & Q(Exists(released))
    )


def drain(*, model=OutgoingMessage, ready=may_leave, using: str = "default", clock=timezone.now):
    """Send the messages that are due and return how many were sent.

    `ready` maps the time to the filter for rows that may be sent; `clock` gives the time.
    """
    sent = 0
    give_up_stale(model=model, using=using, now=clock())
    passed: set = set()
    for _ in range(MOST_PER_RUN):
        message = claim(model=model, ready=ready, using=using, now=clock(), passed=passed)
        if message is None:
            break
        sent += send(message, using=using, clock=clock)
    return sent


def claim(*, model, ready, using: str, now: dt.datetime, passed: set | None = None):
    """Lease and return the oldest message that may be sent and is true, or return None.

    A message that is no longer true is cancelled on the way. Adds to `passed` those that have to be
    asked again at the next turn.
    """
    passed = set() if passed is None else passed
    while True:
        with transaction.atomic(using=using):
            rows = model.objects.using(using).select_for_update(skip_locked=True, of=("self",))
            due = rows.filter(ready(now)).exclude(pk__in=passed)
            message = due.order_by("due_at", "pk").first()
            if message is None:
                return None
            if not _is_true(message, now, passed):
                continue
            message.status = MessageStatus.CLAIMED
            message.attempts = F("attempts") + 1
            message.lease_until = now + dt.timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
            message.save(update_fields=["status", "attempts", "lease_until"], using=using)
        message.refresh_from_db(using=using)
        return message


def _is_true(message, now: dt.datetime, passed: set) -> bool:
    """Return whether a locked message may leave; cancel it when it is no longer true."""
    try:
        reason = why_untrue(message, now)
    except Busy:
        passed.add(message.pk)
        return False
    except LookupError:
        passed.add(message.pk)
        logger.error("message without a check", extra={"row": str(message.pk)})
        return False
    if reason is None:
        return True
    message.status, message.cancelled_because = MessageStatus.CANCELLED, reason
    message.save(update_fields=["status", "cancelled_because"])
    record("message.cancel", actor=SYSTEM, target=message, now=now, reason=reason)
    return False


def send(message, *, using: str, clock) -> int:
    """Send a claimed message and save the outcome; return 1 if it was sent, otherwise 0."""
    try:
        email = compose(message)
    except (ValueError, LookupError, TypeError) as error:
        # Trying again would not help, and nothing was sent.
        _finish(message, using, status=MessageStatus.FAILED, failure=type(error).__name__)
        logger.error("message not written", extra={"row": str(message.pk)})
        return 0
    if not _is_claimed(message, using):
        return 0  # a verb has cancelled it since the claim
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
    """Settle the claims of workers that died.

    A message to a participant or referrer may have been sent, so it becomes uncertain and a user
    decides. A message to staff is sent again with the same Message-ID.
    """
    stale = model.objects.using(using).filter(status=MessageStatus.CLAIMED, lease_until__lt=now)
    staff = Q(audience=Audience.STAFF) if hasattr(model, "audience") else Q(pk__isnull=False)
    stale.filter(staff).update(status=MessageStatus.RENDERED, lease_until=None)
    stale.exclude(staff).update(
        status=MessageStatus.UNCERTAIN, lease_until=None, failure="worker stopped while sending"
    )


def _is_claimed(message, using: str) -> bool:
    rows = type(message).objects.using(using)
    return rows.filter(pk=message.pk, status=MessageStatus.CLAIMED).exists()


def _finish(message, using: str, **changes) -> None:
    changes["lease_until"] = None
    row = type(message).objects.using(using).filter(pk=message.pk)
    is_open = Q(status=MessageStatus.CLAIMED)
    if changes["status"] in MAY_HAVE_LEFT:
        # It was cancelled too late; the row must say that it was sent.
        is_open |= Q(status=MessageStatus.CANCELLED)
    row.filter(is_open).update(**changes)
