"""Which messages about a referral are queued, for whom, and whether they wait for release.

Texts carry the reference, a date and a telephone number; never a name, an answer or what this is
about. The table of steps says which step sends which event, and whether that waits: everyone's
decisions and endings do.
"""

import datetime as dt
import uuid

from django.conf import settings

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from referral_portal.outbox.release import cancel_unsent_keys, cancel_unsent_to_person
from referrals.enums import EndingCode, MessageEvent, Route
from referrals.models import CallBack, Referral, StatusChange
from referrals.transitions import STEPS

# The events that a letter tells too.
LETTERS = frozenset({MessageEvent.ACCEPTED, MessageEvent.DECLINED, MessageEvent.PLACE})
APPOINTMENTS = (MessageEvent.APPOINTMENT, MessageEvent.MOVED)
TO_PARTICIPANT_ONLY = frozenset({MessageEvent.PLACE, MessageEvent.MEETING, *APPOINTMENTS})


def context_for(referral: Referral) -> dict:
    """Return everything a text may say about a referral."""
    return {
        "reference": referral.reference,
        "phone": settings.SERVICE_PHONE,
        "service_name": settings.SENDER_NAME,
        "call_days": settings.FIRST_CALL_WORKING_DAYS,
    }


def recipients(referral: Referral) -> list[tuple[str, str]]:
    """Return (address, audience) of the participant, where known, and of the referrer."""
    people = []
    if referral.participant.email:
        people.append((referral.participant.email, Audience.PARTICIPANT))
    if referral.referrer:
        people.append((referral.referrer.email, Audience.REFERRER))
    return people


def recipients_of(event: str, referral: Referral) -> list[tuple[str, str]]:
    """Return (address, audience) of each one whom `event` is written to."""
    audiences = {Audience.PARTICIPANT, Audience.REFERRER}
    if event in TO_PARTICIPANT_ONLY or (event == MessageEvent.QUESTION and not referral.referrer):
        audiences = {Audience.PARTICIPANT}
    elif event == MessageEvent.QUESTION:
        audiences = {Audience.REFERRER}
    return [(to, audience) for to, audience in recipients(referral) if audience in audiences]


def template_for(event: str, audience: str) -> str:
    """Return the template of `event` for `audience`."""
    return f"referrals/{event}_{audience}"


def message_key(event: str, audience: str, referral_id: uuid.UUID, cause) -> str:
    """Return the key of the one message that `cause` sends."""
    return f"{event}:{audience}:{referral_id}:{cause}"


def letter_is_posted(referral: Referral) -> bool:
    """Return whether this participant can only be told by post."""
    return bool(referral.participant.address) and not referral.participant.email


def mailbox_for(referral: Referral) -> str:
    """Return the coordinator's mailbox for referrals by this route."""
    if referral.route == Route.AGENCY:
        return settings.COORDINATOR_EMAIL_AGENCY
    return settings.COORDINATOR_EMAIL_SELF


def _queue(
    referral: Referral,
    event: str,
    *,
    to: str,
    audience: str,
    cause: str | int,
    now,
    wait=False,
    when: str = "",
) -> None:
    queue_message(
        template=template_for(event, audience),
        to=to,
        context=context_for(referral) | {"when": when},
        key=message_key(event, audience, referral.pk, cause),
        audience=audience,
        referral_id=referral.pk,
        wait_for_release=wait,
        now=now,
    )


def receipt(referral: Referral, *, now: dt.datetime) -> None:
    """Confirm a new referral to its sender, and alert the coordinator's mailbox."""
    if referral.route == Route.AGENCY:
        to, audience = referral.referrer.email, Audience.REFERRER
    else:
        to, audience = referral.participant.email, Audience.PARTICIPANT
    if to:
        _queue(referral, MessageEvent.RECEIPT, to=to, audience=audience, cause="sent", now=now)
    to, audience = mailbox_for(referral), Audience.STAFF
    _queue(referral, MessageEvent.ALERT, to=to, audience=audience, cause="sent", now=now)


def call_back_waits(call_back: CallBack, *, now: dt.datetime) -> None:
    """Alert the coordinator's mailbox, and nobody else, to a request to be called back."""
    queue_message(
        template="referrals/callback_staff",
        to=settings.COORDINATOR_EMAIL_SELF,
        context={},
        key=f"callback:{Audience.STAFF}:{call_back.pk}",
        audience=Audience.STAFF,
        now=now,
    )


def tell_step(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Queue the messages of the step `change`: its event, and a letter to post where that tells it.

    A step that leaves the referral where it is only sets a new date, and sends nothing. A duplicate is
    closed without a message to anyone. Nothing is written to a participant who has died.
    """
    step = STEPS[change.verb]
    if step.event is None or change.from_status == change.to_status:
        return
    told = {"cause": change.number, "now": now, "wait": step.tells_first}
    has_died = change.code == EndingCode.DIED
    if has_died or change.duplicate_of_id:
        _fall_silent(referral, change, now)
    if change.duplicate_of_id:
        return
    for to, audience in recipients_of(step.event, referral):
        if not has_died or audience != Audience.PARTICIPANT:
            _queue(referral, step.event, to=to, audience=audience, **told)
    if step.event in LETTERS and letter_is_posted(referral) and not has_died:
        to, audience = mailbox_for(referral), Audience.STAFF
        _queue(referral, MessageEvent.LETTER, to=to, audience=audience, **told)


def _fall_silent(referral: Referral, change: StatusChange, now: dt.datetime) -> None:
    """Cancel what has not been sent to the participant; the referrer's messages stay."""
    by_the_desk = [
        template_for(event, Audience.STAFF)
        for event in (MessageEvent.LETTER, MessageEvent.APPOINTMENT)
    ]
    cancel_unsent_to_person(
        referral_id=referral.pk, desk_templates=by_the_desk, by=change.by, now=now
    )


def session_cancelled(referral: Referral, session_id: int, *, now: dt.datetime) -> None:
    """Tell the participant, after release, that one session will not take place."""
    event, cause = MessageEvent.MEETING, f"session-{session_id}"
    for to, audience in recipients_of(event, referral):
        _queue(referral, event, to=to, audience=audience, cause=cause, now=now, wait=True)


def appointment(
    referral: Referral, session_id: int, *, when: str, now: dt.datetime, moved: bool = False
) -> None:
    """Tell the participant, or without an email address the desk, of one booked session.

    The message waits for release. `when` is day and time in words; `moved` says that the
    participant was told another time before.
    """
    event = MessageEvent.MOVED if moved else MessageEvent.APPOINTMENT
    told = {"cause": f"session-{session_id}", "now": now, "wait": True, "when": when}
    if referral.participant.email:
        to, audience = referral.participant.email, Audience.PARTICIPANT
    else:
        to, audience = mailbox_for(referral), Audience.STAFF
        event = MessageEvent.APPOINTMENT
    _queue(referral, event, to=to, audience=audience, **told)


def appointment_keys(referral_id: uuid.UUID, session_id: int) -> list[str]:
    """Return the keys that the one message about a booked session can have."""
    return [
        message_key(event, audience, referral_id, f"session-{session_id}")
        for event in APPOINTMENTS
        for audience in (Audience.PARTICIPANT, Audience.STAFF)
    ]


def withdraw_appointment(referral_id: uuid.UUID, session_id: int, *, by, now: dt.datetime) -> bool:
    """Cancel the unsent message about a booked session; return whether there was one."""
    keys = appointment_keys(referral_id, session_id)
    return bool(cancel_unsent_keys(keys=keys, by=by, now=now))
