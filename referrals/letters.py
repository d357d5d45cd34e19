"""Decides which letters about a referral can be created, and what they say.

A letter says the same as a decision message, so it can only be created once that message is
released, and only while it is still true. Its reasons are fixed words for the coded reasons: no text
that staff typed can reach it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from referral_portal.common.dates import local_today
from referral_portal.common.fonts import CannotPrint, in_words
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.enums import MANDATED, EndingCode, MessageEvent, Status
from referrals.message_keys import complaint_cause, message_key, review_cause
from referrals.models import (
    Complainant,
    Complaint,
    ComplaintOutcome,
    DecisionReview,
    Referral,
    ReviewOutcome,
    StatusChange,
)
from referrals.notifications import appointment_keys
from referrals.review_rules import REVIEWABLE, decision_of
from referrals.silence import is_silent
from referrals.steps_taken import newest_step
from referrals.transitions import STEPS
from referrals.truth import ATTENDING, statuses_of

# (to the participant, to the referrer)
REASONS: dict[str, tuple[str, str]] = {
    EndingCode.INELIGIBLE: (
        "Our programmes do not fit your situation at the moment.",
        "The person does not meet the criteria of our programmes.",
    ),
    EndingCode.NOT_READY: (
        "We think that this is not the right time for you to start.",
        "The person is not ready for a programme yet.",
    ),
    EndingCode.OTHER_SERVICE: (
        "We think that another service can help you more.",
        "Another service fits the person better.",
    ),
    EndingCode.NOT_ENGAGED: (
        "We tried to reach you, but we could not talk to you.",
        "We could not arrange to talk to the person about a place.",
    ),
    EndingCode.SENTENCED: (
        "One of the conditions for taking part is not met. Please call us, and we will explain it.",
        "The person has a sentence or an order, or is likely to have one within 12 weeks.",
    ),
    EndingCode.MOVED_AREA: (
        "Our programmes are for people who live in Kent and Medway.",
        "The person no longer lives in Kent and Medway.",
    ),
    EndingCode.DUPLICATE: (
        "Your form reached us by mistake, so we have closed it.",
        "This referral reached us by mistake, so we have closed it.",
    ),
}

# What we found about a complaint.
FOUND: dict[str, str] = {
    ComplaintOutcome.UPHELD: "You were right, and we are sorry.",
    ComplaintOutcome.PARTLY: "You were right in part, and we are sorry for that.",
    ComplaintOutcome.NOT_UPHELD: "We think that we worked as we should.",
}

DECIDING = frozenset({"accept", "decline", "overturn"})
# A letter is about one of these steps, or about the review of one; without them there is none.
LETTERED = DECIDING | REVIEWABLE


@dataclass(frozen=True)
class Known:
    """What a page has read about one referral already, so that the rules of letters need not."""

    messages: Sequence[OutgoingMessage]
    releases: Sequence[MessageRelease]
    reviews: Sequence[DecisionReview]
    is_silent: bool


def is_released(*keys: str, now: dt.datetime, known: Known | None = None) -> bool:
    """Return whether one of the messages `keys` has been sent or may be sent at `now`."""
    rows = known.messages if known else OutgoingMessage.objects.filter(key__in=keys)
    rows = [one for one in rows if one.key in keys]
    messages = [one for one in rows if one.status != MessageStatus.CANCELLED]
    waiting = {one.pk for one in messages if one.status == MessageStatus.WAITING_RELEASE}
    if len(waiting) < len(messages) or not waiting:
        return bool(messages)
    releases = known.releases if known else MessageRelease.objects.filter(message_id__in=waiting)
    return any(one.message_id in waiting and one.not_before <= now for one in releases)


def told(
    referral: Referral, verb: str, audience: str, *, now: dt.datetime, known: Known | None = None
) -> StatusChange | None:
    """Return the newest change `verb` if `audience` may know about it, otherwise None."""
    change = newest_step(referral, verb)
    if change is None:
        return None
    as_event = [(STEPS[verb].event, audience)]
    if audience == Audience.PARTICIPANT:
        # Our staff may be the ones who tell; a row of an older version has the event of a letter.
        as_event += [(STEPS[verb].event, Audience.STAFF), (MessageEvent.LETTER, Audience.STAFF)]
    keys = [message_key(event, to, referral.pk, change.number) for event, to in as_event]
    return change if is_released(*keys, now=now, known=known) else None


def has_place_to_tell(referral: Referral, *, now: dt.datetime) -> bool:
    """Return whether the participant may come to sessions and may know it, so that a letter is true.

    What counts is the newest of the two steps that say so: the place, or the end of a suspension.
    """
    if referral.status not in ATTENDING or is_silent(referral):
        return False
    newest = newest_step(referral, "allocate", "resume")
    return bool(newest and told(referral, newest.verb, Audience.PARTICIPANT, now=now))


def appointments_told(
    referral: Referral, session_ids: list[int], *, now: dt.datetime
) -> frozenset[int]:
    """Return the booked sessions that the participant may know about."""
    return frozenset(
        pk for pk in session_ids if is_released(*appointment_keys(referral.pk, pk), now=now)
    )


def decision_letter(
    referral: Referral, audience: str, *, now: dt.datetime, known: Known | None = None
) -> StatusChange | None:
    """Return the decision that a letter to `audience` may be about at `now`, or None."""
    if audience == Audience.REFERRER and referral.referrer is None:
        return None
    change = None
    newest = newest_step(referral, *DECIDING)
    if newest and newest.verb == "overturn":
        if referral.status in statuses_of("overturn", newest.to_status, audience):
            change = told(referral, "overturn", audience, now=now, known=known)
    elif referral.status == Status.DECLINED and referral.ending_code in REASONS:
        change = told(referral, "decline", audience, now=now, known=known)
    elif referral.status in statuses_of("accept", Status.AWAITING_ALLOCATION, audience):
        change = told(referral, "accept", audience, now=now, known=known)
    is_to_the_dead = audience == Audience.PARTICIPANT and change and _is_silent(referral, known)
    return None if is_to_the_dead else change


def review_letter(
    referral: Referral, audience: str, *, now: dt.datetime, known: Known | None = None
) -> StatusChange | None:
    """Return the decision of which a letter to `audience` may say that its review left it as it was."""
    decision = decision_of(referral)
    if decision is None:
        return None
    reviews = known.reviews if known else DecisionReview.objects.filter(decision=decision)
    upheld = {
        one.asked_by
        for one in reviews
        if one.outcome == ReviewOutcome.UPHELD and one.decision_id == decision.pk
    }
    if audience not in upheld:
        return None
    if audience == Audience.PARTICIPANT and _is_silent(referral, known):
        return None
    # Our staff may be the ones who tell the participant.
    readers = (audience, Audience.STAFF) if audience == Audience.PARTICIPANT else (audience,)
    cause = review_cause(decision.number)
    keys = [message_key(MessageEvent.UPHELD, to, referral.pk, cause) for to in readers]
    return decision if is_released(*keys, now=now, known=known) else None


def _is_silent(referral: Referral, known: Known | None) -> bool:
    return known.is_silent if known else is_silent(referral)


def complaint_letter(complaint: Complaint, *, now: dt.datetime) -> MessageEvent | None:
    """Return the event that a letter about `complaint` may be about at `now`: receipt, result or None."""
    audience = complaint.made_by
    if audience == Complainant.OTHER or complaint.outcome == ComplaintOutcome.WITHDRAWN:
        return None
    is_participant = audience == Complainant.PARTICIPANT
    if is_participant and is_silent(complaint.referral):
        return None
    if not complaint.outcome and complaint.due_at < now:
        return None  # its receipt names a day for the reply that has passed
    event = MessageEvent.ANSWERED if complaint.outcome else MessageEvent.COMPLAINT
    # A manager may be the one who tells the participant.
    readers = (audience, Audience.STAFF) if is_participant else (audience,)
    cause = complaint_cause(complaint.pk)
    keys = [message_key(event, to, complaint.referral_id, cause) for to in readers]
    return event if is_released(*keys, now=now) else None


def complaint_words(complaint: Complaint, *, now: dt.datetime) -> dict:
    """Return the words of the letter about `complaint`, without anything that staff typed."""
    return heading_of(complaint.referral, complaint.made_by, now=now) | {
        "made": local_today(complaint.made_at),
        "due": local_today(complaint.due_at),
        "found": FOUND.get(complaint.outcome, ""),
    }


def template_of(change: StatusChange, audience: str, *, of_review: bool = False) -> str:
    """Return the template of the letter about `change`, or about its review, to `audience`."""
    event = MessageEvent.UPHELD if of_review else STEPS[change.verb].event
    return f"documents/{event}_{audience}.html"


def decision_words(referral: Referral, change: StatusChange, audience: str, *, programme: str, now):
    """Return the words of the letter about `change`. `programme` is the name of the accepted one."""
    to_person, to_referrer = REASONS.get(change.code, ("", ""))
    return heading_of(referral, audience, now=now) | {
        # Others open a participant's post, so a participant hears the programme by telephone.
        "programme": programme if audience == Audience.REFERRER else "",
        "received": local_today(referral.submitted_at),
        "reason": to_person if audience == Audience.PARTICIPANT else to_referrer,
        "risk_holder": change.risk_holder if audience == Audience.REFERRER else "",
        "is_self": referral.referrer is None,
        "is_waiting": referral.status == Status.AWAITING_ALLOCATION,
        "is_mandated": referral.attendance_basis in MANDATED,
    }


def heading_of(referral: Referral, audience: str, *, now: dt.datetime) -> dict:
    """Return the head of a letter: recipient, address, date and reference."""
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
    """Return the lines of the participant's postal address, or none if it is not known."""
    person = referral.participant
    if not person.address:
        return []
    lines = [line.strip() for line in person.address.replace(",", "\n").splitlines()]
    return [line for line in [*lines, person.postcode] if line]


def name_on(referral: Referral, audience: str) -> str:
    """Return the names by which a letter calls its reader: on the envelope, and after "Dear"."""
    if audience == Audience.REFERRER:
        return referral.referrer.name
    person = referral.participant
    return " ".join(dict.fromkeys((person.name, person.called)))


def why_stopped(error: CannotPrint, *, name: str, calls: bool) -> str:
    """Return the words for the desk when our fonts cannot draw a letter: where, what and what to do.

    `name` is what the letter calls its reader, `calls` says that there is a number to call.
    """
    lines = " and ".join(f"“{line}”" for line in error.lines)
    in_name = set(error.characters) & set(name)
    instead = "Write the name in Latin letters for the envelope, or call." if in_name else "Call."
    then = (
        "We have added a call to the list of call-backs."
        if calls
        else "There is no telephone number for this person."
    )
    return (
        f"We did not create the letter. Our fonts cannot print this in {lines or 'the letter'}: "
        f"{in_words(error.characters)}. {instead} {then}"
    )
