"""Which message a step of a referral causes, to whom, and whether it waits.

Texts carry the reference, a date and a telephone number; never a name, an answer or what this is
about. Everything that tells a decision or an ending waits for release, everyone's alike.
"""

import datetime as dt
import uuid

from django.conf import settings

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from referral_portal.outbox.release import cancel_unsent_keys, cancel_unsent_to_person
from referrals.enums import EndingCode, Route
from referrals.models import CallBack, Referral, StatusChange

EVENT_OF = {"accept": "accepted", "decline": "declined", "allocate": "place"}
LETTERS = frozenset(EVENT_OF.values())  # the events that are also told by letter
APPOINTMENTS = ("appointment", "moved")


def context_for(referral: Referral) -> dict:
    """Return everything a text may say about a referral."""
    return {
        "reference": referral.reference,
        "phone": settings.SERVICE_PHONE,
        "service_name": settings.SERVICE_NAME,
        "call_days": settings.FIRST_CALL_WORKING_DAYS,
    }


def recipients(referral: Referral) -> list[tuple[str, str]]:
    """Return (address, audience) of the person, where known, and of the referrer."""
    people = []
    if referral.participant.email:
        people.append((referral.participant.email, Audience.PARTICIPANT))
    if referral.referrer:
        people.append((referral.referrer.email, Audience.REFERRER))
    return people


def template_for(event: str, audience: str) -> str:
    """Return the template of `event` for `audience`."""
    return f"referrals/{event}_{audience}"


def message_key(event: str, audience: str, referral_id: uuid.UUID, cause) -> str:
    """Return the key of the one message that `cause` makes."""
    return f"{event}:{audience}:{referral_id}:{cause}"


def letter_is_posted(referral: Referral) -> bool:
    """Return whether this person can only be told by post."""
    return bool(referral.participant.address) and not referral.participant.email


def mailbox_for(referral: Referral) -> str:
    """Return the coordinator's mailbox for referrals that came this way."""
    if referral.route == Route.AGENCY:
        return settings.COORDINATOR_EMAIL_AGENCY
    return settings.COORDINATOR_EMAIL_SELF


def _letter(referral: Referral, change: StatusChange, now: dt.datetime) -> None:
    """Tell the desk, after release, that a letter can be posted to somebody without e-mail."""
    if letter_is_posted(referral) and change.code != EndingCode.DIED:
        to, audience = mailbox_for(referral), Audience.STAFF
        cause = change.number
        _queue(referral, "letter", to=to, audience=audience, cause=cause, now=now, wait=True)


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
    """Confirm a new referral to whoever sent it, and alert the coordinator's mailbox."""
    if referral.route == Route.AGENCY:
        to, audience = referral.referrer.email, Audience.REFERRER
    else:
        to, audience = referral.participant.email, Audience.PARTICIPANT
    if to:
        _queue(referral, "receipt", to=to, audience=audience, cause="sent", now=now)
    _queue(
        referral, "alert", to=mailbox_for(referral), audience=Audience.STAFF, cause="sent", now=now
    )


def call_back_waits(call_back: CallBack, *, now: dt.datetime) -> None:
    """Alert the coordinator's mailbox that somebody asked to be called; nobody else is written to."""
    queue_message(
        template="referrals/callback_staff",
        to=settings.COORDINATOR_EMAIL_SELF,
        context={},
        key=f"callback:{Audience.STAFF}:{call_back.pk}",
        audience=Audience.STAFF,
        now=now,
    )


def question(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Ask the referrer, or on a self-referral the person, to get in touch."""
    wanted = Audience.REFERRER if referral.referrer else Audience.PARTICIPANT
    for to, audience in recipients(referral):
        if audience == wanted:
            _queue(referral, "question", to=to, audience=audience, cause=change.number, now=now)


def _fall_silent(referral: Referral, change: StatusChange, now: dt.datetime) -> None:
    """Take back what has not left for the person; what the referrer is to hear stays."""
    by_the_desk = [template_for(event, Audience.STAFF) for event in ("letter", "appointment")]
    cancel_unsent_to_person(
        referral_id=referral.pk, desk_templates=by_the_desk, by=change.by, now=now
    )


def _tell_all(referral: Referral, event: str, change: StatusChange, now: dt.datetime) -> None:
    """Tell everybody there is an address of; nobody writes to somebody who has died."""
    has_died = change.code == EndingCode.DIED
    if has_died:
        _fall_silent(referral, change, now)
    for to, audience in recipients(referral):
        if has_died and audience == Audience.PARTICIPANT:
            continue
        _queue(referral, event, to=to, audience=audience, cause=change.number, now=now, wait=True)


def decision(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Tell the decision to the person and the referrer, after release."""
    _tell_all(referral, EVENT_OF[change.verb], change, now)
    _letter(referral, change, now)


def place(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Tell the person that there is a place, after release."""
    for to, audience in recipients(referral):
        if audience == Audience.PARTICIPANT:
            _queue(
                referral, "place", to=to, audience=audience, cause=change.number, now=now, wait=True
            )
    _letter(referral, change, now)


def ending(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Tell that it has ended, after release; the same words for every reason."""
    _tell_all(referral, "ended", change, now)


def suspension(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Tell that somebody need not come for now, after release."""
    _tell_all(referral, "paused", change, now)


def restart(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Tell that somebody can come again, after release."""
    _tell_all(referral, "restarted", change, now)


def cohort_cancelled(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Tell that the cohort will not go on and that another place is sought, after release."""
    _tell_all(referral, "cancelled", change, now)


def session_cancelled(referral: Referral, session_id: int, *, now: dt.datetime) -> None:
    """Tell the person that one session will not take place, after release."""
    for to, audience in recipients(referral):
        if audience == Audience.PARTICIPANT:
            cause = f"session-{session_id}"
            _queue(referral, "meeting", to=to, audience=audience, cause=cause, now=now, wait=True)


def appointment(
    referral: Referral, session_id: int, *, when: str, now: dt.datetime, moved: bool = False
) -> None:
    """Tell the person about one booked session, after release; without e-mail tell the desk then.

    `when` is day and time in words; `moved` says that an earlier time was told.
    """
    event = "moved" if moved else "appointment"
    told = {"cause": f"session-{session_id}", "now": now, "wait": True, "when": when}
    if referral.participant.email:
        to, audience = referral.participant.email, Audience.PARTICIPANT
    else:
        to, audience, event = mailbox_for(referral), Audience.STAFF, "appointment"
    _queue(referral, event, to=to, audience=audience, **told)


def appointment_keys(referral_id: uuid.UUID, session_id: int) -> list[str]:
    """Return the keys under which the one message about a booked session can be."""
    return [
        message_key(event, audience, referral_id, f"session-{session_id}")
        for event in APPOINTMENTS
        for audience in (Audience.PARTICIPANT, Audience.STAFF)
    ]


def withdraw_appointment(referral_id: uuid.UUID, session_id: int, *, by, now: dt.datetime) -> bool:
    """Take back what has not left about a booked session; return whether there was something."""
    keys = appointment_keys(referral_id, session_id)
    return bool(cancel_unsent_keys(keys=keys, by=by, now=now))
