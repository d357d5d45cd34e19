"""Drain the outbox: claim one due message, send it outside any transaction, save the outcome.

The same loop sends the portal's messages and the other side's, each in its own database. A claim is
a lease: when a worker dies, `give_up_stale` handles its message. The claim also asks whether the
message is still true, and cancels one that is not: see `truth` for the locks.
"""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from referral_portal.audit.recorder import SYSTEM, record
from referral_portal.outbox.channels import compose, deliver
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.lanes import Lane, alerts, letters
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.outcomes import (
    OutcomeUnknown,
    Refused,
    RefusedForGood,
    ServerFailed,
)
from referral_portal.outbox.restoring import WHY, has_left_before_restore
from referral_portal.outbox.truth import Busy, why_untrue

logger = logging.getLogger(__name__)
MAY_HAVE_LEFT = frozenset({MessageStatus.SENT, MessageStatus.UNCERTAIN})


@dataclass
class Turn:
    """What one run remembers: messages to ask again at the next one, and kinds that had their turn."""

    passed: set = field(default_factory=set)
    served: set[str] = field(default_factory=set)


def may_leave(now: dt.datetime) -> Q:
    """Return the filter for the portal messages that may be sent at `now`."""
    released = MessageRelease.objects.filter(message_id=OuterRef("pk"), not_before__lte=now)
    return Q(status=MessageStatus.RENDERED, due_at__lte=now) | (
        Q(status=MessageStatus.WAITING_RELEASE, due_at__lte=now) & Q(Exists(released))
    )


def drain(
    *,
    model=OutgoingMessage,
    ready=may_leave,
    using: str = "default",
    clock=timezone.now,
    lane: Lane | None = None,
):
    """Send the messages of `lane` that are due, or of both lanes, and return how many were sent.

    `ready` maps the time to the filter for rows that may be sent; `clock` gives the time.
    """
    if lane is None:
        every = {"model": model, "ready": ready, "using": using, "clock": clock}
        return sum(drain(**every, lane=each) for each in (alerts(), letters()))
    sent = 0
    give_up_stale(model=model, using=using, now=clock(), lane=lane)
    turn = Turn()
    for _ in range(settings.MESSAGES_PER_RUN):
        if not lane.server.may_be_asked(clock()):
            break
        message = claim(model=model, ready=ready, using=using, now=clock(), lane=lane, turn=turn)
        if message is None:
            break
        sent += send(message, using=using, clock=clock, lane=lane)
    return sent


def claim(
    *,
    model,
    ready,
    using: str,
    now: dt.datetime,
    lane: Lane | None = None,
    turn: Turn | None = None,
):
    """Lease and return the oldest message that may be sent and is true, or return None.

    A message that is no longer true is cancelled on the way. In the lane for staff each kind of
    message has its turn, so that a flood of one kind holds up no other.
    """
    turn = turn or Turn()
    which = lane.of(model) if lane else Q()
    while True:
        with transaction.atomic(using=using):
            rows = model.objects.using(using).select_for_update(skip_locked=True, of=("self",))
            due = rows.filter(which, ready(now)).exclude(pk__in=turn.passed)
            due = due.order_by("due_at", "pk")
            message = _next(due, turn) if lane and lane.is_for_staff else due.first()
            if message is None:
                return None
            if not _is_true(message, now, turn.passed):
                continue
            message.status = MessageStatus.CLAIMED
            message.attempts = F("attempts") + 1
            message.lease_until = now + dt.timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
            message.save(update_fields=["status", "attempts", "lease_until"], using=using)
        message.refresh_from_db(using=using)
        return message


def _next(due, turn: Turn):
    """Return the oldest message of a kind that had no turn yet in this round."""
    message = due.exclude(template__in=turn.served).first()
    if message is None and turn.served:
        turn.served.clear()
        message = due.first()
    if message is not None:
        turn.served.add(message.template)
    return message


def _is_true(message, now: dt.datetime, passed: set) -> bool:
    """Return whether a locked message may leave; cancel it when it is no longer true."""
    if has_left_before_restore(message):
        message.status, message.failure = MessageStatus.UNCERTAIN, WHY
        message.save(update_fields=["status", "failure"])
        return False
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


def send(message, *, using: str, clock, lane: Lane) -> int:
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
    again = lane.tries_again(message.attempts)
    failure, status = "", MessageStatus.SENT
    try:
        deliver(email)
    except Refused as error:
        if isinstance(error, ServerFailed):
            lane.server.failed(clock())
        else:
            lane.server.answered()
        again = again and not isinstance(error, RefusedForGood)
        failure, status = str(error), MessageStatus.FAILED
    except OutcomeUnknown as error:
        # Only an alert may arrive twice. For the others a user decides, so each costs work.
        again = again and lane.is_for_staff
        lane.server.failed(clock(), at_once=not lane.is_for_staff)
        failure, status = str(error), MessageStatus.UNCERTAIN
    else:
        lane.server.answered()
    return _save_outcome(message, status, failure, again, using=using, clock=clock, lane=lane)


def _save_outcome(message, status, failure, again, *, using: str, clock, lane: Lane) -> int:
    row, answer = str(message.pk), failure[:80]
    if status == MessageStatus.SENT:
        _finish(message, using, status=status, sent_at=clock(), failure="")
        return 1
    if status == MessageStatus.UNCERTAIN:
        logger.error("message outcome unknown", extra={"row": row, "answer": answer})
    else:
        logger.warning("message refused", extra={"row": row, "again": again, "answer": answer})
    changes = {"status": status, "failure": answer}
    if again:
        due_at = clock() + lane.wait(message.attempts)
        changes |= {"status": MessageStatus.RENDERED, "due_at": due_at}
    _finish(message, using, **changes)
    return 0


def give_up_stale(*, model, using: str, now: dt.datetime, lane: Lane) -> None:
    """Settle the claims of workers that died.

    A message to a participant or referrer may have been sent, so it becomes uncertain and a user
    decides. A message to staff is sent again with the same Message-ID, until its attempts are used up.
    """
    stale = model.objects.using(using).filter(
        lane.of(model), status=MessageStatus.CLAIMED, lease_until__lt=now
    )
    if lane.is_for_staff:
        left = stale.filter(attempts__lt=settings.ALERT_MAX_ATTEMPTS)
        left.update(status=MessageStatus.RENDERED, lease_until=None)
    stale.update(
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
