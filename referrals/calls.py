"""The calls by which our staff tell participants without an email address what others read.

A call is a message to our staff. It may be made once the message has been released, and only while
what it says is still true; it is on the list until a user has told the participant.
"""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.truth import Busy, why_untrue
from referrals.models import Referral
from referrals.notifications import BY_DESK
from referrals.permissions import can_read_referrals
from referrals.result_messages import without_complaints

WORDS_FROM = "\nWhat to say:\n"  # in the text of BY_DESK
ARRIVED = (MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.UNCERTAIN)
CHANGING = "Another user is changing this referral. Try again in a moment."


def calls_to_make(by):
    """Return the messages of which `by` may tell a participant and nobody has, the oldest first."""
    return _calls_for(by).filter(status__in=ARRIVED, told_at=None).order_by("due_at", "pk")


def calls_that_wait(by):
    """Return the messages of which our staff may not tell a participant before their release."""
    return _calls_for(by).filter(status=MessageStatus.WAITING_RELEASE).order_by("due_at", "pk")


def _calls_for(by):
    return without_hidden(_calls(), by)


def without_hidden(messages, user):
    """Return `messages` without those about a restricted referral or a complaint hidden from `user`."""
    seen = messages.filter(~Referral.objects.hides(user, "referral_id"))
    return without_complaints(seen, user)


def _calls():
    return OutgoingMessage.objects.filter(audience=Audience.STAFF, template=BY_DESK)


def what_to_say(message: OutgoingMessage) -> str:
    """Return the words for the participant in the email to our staff."""
    return message.body.partition(WORDS_FROM)[2].strip() or message.body


def why_not_to_tell(message: OutgoingMessage, *, now: dt.datetime) -> CancelReason | None:
    """Return why the participant should no longer be told of `message`, or None.

    Raises Refusal while another user is changing the referral.
    """
    try:
        with transaction.atomic():
            return why_untrue(message, now)
    except Busy:
        raise Refusal(CHANGING) from None


def end_call(*, message_id: uuid.UUID, by, now: dt.datetime) -> OutgoingMessage:
    """Take a call off the list: the participant has been told, or must not be told any more.

    Does nothing for one that is off the list. Raises PermissionDenied, and Refusal while another user
    is changing the referral.
    """
    if not can_read_referrals(by):
        raise PermissionDenied("Only a coordinator or a programme manager can do this.")
    with transaction.atomic():
        message = _calls_for(by).select_for_update().get(pk=message_id, status__in=ARRIVED)
        if message.told_at is None:
            untrue = why_not_to_tell(message, now=now) or ""
            message.told_at = now
            message.save(update_fields=["told_at"])
            record("message.end_call", actor=by, target=message, now=now, untrue=untrue)
    return message
