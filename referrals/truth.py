"""Say whether a message about a referral is still true, when it is about to leave.

A message of a step says that the referral is in the status to which the step led. It is true while
the referral is in that status, and while no newer message to the same reader is true. Nobody is
written to who has died, or at an address that is no longer theirs.
"""

import datetime as dt

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.kinds import names_kinds
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.truth import Held, checks, event_of, held
from referrals.enums import WITH_PLACE, EndingCode, MessageEvent, Status
from referrals.message_keys import number_of, reviewed_in
from referrals.models import Referral, StatusChange
from referrals.notifications import TO_STAFF, is_for_participant
from referrals.result_messages import complaint_of
from referrals.silence import is_silent
from referrals.transitions import STEPS

OF_STEPS = frozenset(step.event for step in STEPS.values() if step.event)
OF_SESSIONS = frozenset({MessageEvent.MEETING, MessageEvent.APPOINTMENT, MessageEvent.MOVED})
ATTENDING = frozenset({Status.SCHEDULED, Status.ON_PROGRAMME})
STILL_ACCEPTED = frozenset({Status.AWAITING_ALLOCATION, *WITH_PLACE})
names_kinds(dict(MessageEvent.choices))


@checks(*MessageEvent)
def about_referral(message: OutgoingMessage, now: dt.datetime) -> CancelReason | None:
    """Return why a message about a referral is no longer true, or None.

    Raises Held while the referral is set aside.
    """
    event = event_of(message.event)
    if event in TO_STAFF:
        return None
    rows = Referral.objects.select_related("participant", "referrer")
    referral = held(rows, message.referral_id)
    if referral is None:
        return CancelReason.MOVED_ON
    if referral.set_aside_at:
        raise Held
    # A receipt goes to the person who has just sent the form, and tells nobody of a possible match.
    is_receipt = event == MessageEvent.RECEIPT and referral.ending_code != EndingCode.DIED
    if is_for_participant(message) and not is_receipt and is_silent(referral):
        return CancelReason.DIED
    if not _is_theirs(message, referral):
        return CancelReason.CHANNEL
    if event == MessageEvent.RECEIPT:
        return None
    if event == MessageEvent.PROGRESS:
        return _of_progress(message, referral)
    if event == MessageEvent.ANSWERED:
        return None  # what we found about our own work stays true
    if event == MessageEvent.COMPLAINT:
        return _of_complaint(message, now)
    if event == MessageEvent.UPHELD:
        return _of_review(message, referral)
    if event in OF_SESSIONS:
        return None if referral.status in ATTENDING else CancelReason.MOVED_ON
    return _of_step(message, referral)


def statuses_of(verb: str, to_status: str, audience: str) -> frozenset[str]:
    """Return the statuses in which the message of a step to `audience` is true."""
    event = STEPS[verb].event
    if event == MessageEvent.PLACE:
        return ATTENDING
    if event == MessageEvent.ACCEPTED and audience == Audience.REFERRER:
        return STILL_ACCEPTED  # the referrer gets no message about the place
    return frozenset({to_status})


def _is_theirs(message: OutgoingMessage, referral: Referral) -> bool:
    if message.audience == Audience.PARTICIPANT:
        return message.to_address == referral.participant.email
    if message.audience == Audience.REFERRER:
        return referral.referrer is not None and message.to_address == referral.referrer.email
    return True


def _of_progress(message: OutgoingMessage, referral: Referral) -> CancelReason | None:
    """Return why there is no such progress any more: a later step has a message of its own."""
    step = StatusChange.objects.filter(referral=referral, number=number_of(message.key))
    is_there = step.filter(to_status=referral.status).exists()
    return None if is_there else CancelReason.MOVED_ON


def _of_step(message: OutgoingMessage, referral: Referral) -> CancelReason | None:
    """Return why the message of a step is no longer true, or None."""
    mine = number_of(message.key)
    said = {mine, *(number for number in _said_to_the_same(message) if number > mine)}
    changes = StatusChange.objects.filter(referral=referral, number__in=said, verb__in=STEPS)
    true = {
        change.number
        for change in changes
        if referral.status in statuses_of(change.verb, change.to_status, message.audience)
    }
    if true - {mine}:
        return CancelReason.OVERTAKEN
    return None if mine in true else CancelReason.MOVED_ON


def _of_review(message: OutgoingMessage, referral: Referral) -> CancelReason | None:
    """Return why it is no longer true that a review left the decision as it was, or None."""
    newest = referral.status_changes.order_by("-number").values_list("number", flat=True).first()
    return None if newest == reviewed_in(message.key) else CancelReason.MOVED_ON


def _of_complaint(message: OutgoingMessage, now: dt.datetime) -> CancelReason | None:
    """Return why it is no longer true that we shall reply to a complaint by its day, or None."""
    complaint = complaint_of(message.key)
    if complaint is None or complaint.due_at < now:
        return CancelReason.MOVED_ON
    return CancelReason.OVERTAKEN if complaint.settled_at else None


def _said_to_the_same(message: OutgoingMessage) -> list[int]:
    """Return the numbers of the steps of which the reader of `message` is told and may be told."""
    rows = OutgoingMessage.objects.filter(referral_id=message.referral_id)
    return [
        number_of(row.key)
        for row in rows.exclude(status=MessageStatus.CANCELLED)
        if event_of(row.event) in {*OF_STEPS, MessageEvent.LETTER}
        and is_for_participant(row) == is_for_participant(message)
    ]
