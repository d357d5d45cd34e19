"""Which letter about a referral may be drawn, and what it says.

A letter tells what a decision message tells, so it may be drawn only once that message has been
released. Its reasons are the portal's own coded ones in fixed words: nothing typed for the file,
and nothing from anywhere else, can reach it.
"""

import datetime as dt

from referral_portal.common.dates import local_today
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.enums import MANDATED, EndingCode, Status
from referrals.models import Referral, StatusChange
from referrals.notifications import (
    EVENT_OF,
    appointment_keys,
    letter_is_posted,
    message_key,
)

# (to the person, to the referrer)
REASONS: dict[str, tuple[str, str]] = {
    EndingCode.INELIGIBLE: (
        "Our programmes are not made for your situation as it is now.",
        "The person does not meet the criteria of our programmes.",
    ),
    EndingCode.NOT_READY: (
        "We think that this is not the right moment for you to start.",
        "The person is not ready for a programme yet.",
    ),
    EndingCode.OTHER_SERVICE: (
        "We think that another service can do more for you.",
        "Another service fits the person better.",
    ),
    EndingCode.NOT_ENGAGED: (
        "We tried to reach you, and did not manage to talk with you.",
        "We could not engage the person in talking about a place.",
    ),
    EndingCode.SENTENCED: (
        "Our programmes cannot run beside a sentence or an order, or one expected within 12 weeks.",
        "The person is subject to a sentence or an order, or likely to be within 12 weeks.",
    ),
    EndingCode.MOVED_AREA: (
        "Our programmes are for people who live in Kent and Medway.",
        "The person does not live in Kent and Medway any more.",
    ),
    EndingCode.DUPLICATE: (
        "We have another form from you already, and go on with that one.",
        "We have received this referral twice, or by mistake.",
    ),
}
STILL_ACCEPTED = frozenset(
    {Status.AWAITING_ALLOCATION, Status.SCHEDULED, Status.ON_PROGRAMME, Status.SUSPENDED}
)


def is_released(key: str, *, now: dt.datetime) -> bool:
    """Return whether the message `key` has left, or may leave at `now`."""
    message = OutgoingMessage.objects.filter(key=key).first()
    if message is None or message.status == MessageStatus.CANCELLED:
        return False
    if message.status != MessageStatus.WAITING_RELEASE:
        return True
    return MessageRelease.objects.filter(message_id=message.pk, not_before__lte=now).exists()


def told(referral: Referral, verb: str, audience: str, *, now: dt.datetime) -> StatusChange | None:
    """Return the newest step `verb` once `audience` may know of it, else None."""
    change = referral.status_changes.filter(verb=verb).order_by("-number").first()
    if change is None:
        return None
    event = EVENT_OF[verb]
    if audience == Audience.PARTICIPANT and letter_is_posted(referral):
        event, audience = "letter", Audience.STAFF
    key = message_key(event, audience, referral.pk, change.number)
    return change if is_released(key, now=now) else None


def appointments_told(
    referral: Referral, session_ids: list[int], *, now: dt.datetime
) -> frozenset[int]:
    """Return which of these booked sessions the person may know of."""
    return frozenset(
        pk
        for pk in session_ids
        if any(is_released(key, now=now) for key in appointment_keys(referral.pk, pk))
    )


def decision_letter(referral: Referral, audience: str, *, now: dt.datetime) -> StatusChange | None:
    """Return the decision that a letter to `audience` may tell at `now`, or None."""
    if audience == Audience.REFERRER and referral.referrer is None:
        return None
    if referral.status in STILL_ACCEPTED:
        return told(referral, "accept", audience, now=now)
    if referral.status == Status.DECLINED and referral.ending_code in REASONS:
        return told(referral, "decline", audience, now=now)
    return None


def template_of(change: StatusChange, audience: str) -> str:
    """Return the template of the letter that tells `change` to `audience`."""
    return f"documents/{EVENT_OF[change.verb]}_{audience}.html"


def decision_words(referral: Referral, change: StatusChange, audience: str, *, programme: str, now):
    """Return what the letter about `change` says; `programme` is the name of the accepted one."""
    to_person, to_referrer = REASONS.get(change.code, ("", ""))
    return heading_of(referral, audience, now=now) | {
        "programme": programme,
        "received": local_today(referral.submitted_at),
        "reason": to_person if audience == Audience.PARTICIPANT else to_referrer,
        "risk_holder": change.risk_holder if audience == Audience.REFERRER else "",
        "is_self": referral.referrer is None,
        "is_mandated": referral.attendance_basis in MANDATED,
    }


def heading_of(referral: Referral, audience: str, *, now: dt.datetime) -> dict:
    """Return what stands above the text of every letter: who, where, when, which reference."""
    if audience == Audience.REFERRER:
        sender = referral.referrer
        dear, lines = sender.name, [sender.name, sender.job_title, sender.team, sender.agency.name]
    else:
        dear = referral.participant.called
        lines = [referral.participant.name, *address_lines(referral)]
    return {
        "reference": referral.reference,
        "on": local_today(now),
        "dear": dear,
        "to_lines": [line for line in lines if line],
    }


def address_lines(referral: Referral) -> list[str]:
    """Return the person's postal address line by line; empty when there is none."""
    person = referral.participant
    if not person.address:
        return []
    lines = [line.strip() for line in person.address.replace(",", "\n").splitlines()]
    return [line for line in [*lines, person.postcode] if line]
