"""The words of every message, against what was given and how far the referral came.

Each message is written for each way in which a participant can be reached, and for each status from
which the step can be taken. A promise needs the means to keep it, and a state needs to have been so.
"""

import itertools
import re

import pytest

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import preview
from referrals.enums import WITH_PLACE, MessageEvent, Status
from referrals.notifications import TO_STAFF, recipients_of, text_of
from referrals.transition_table import TABLE
from tests.factories.desk import make_person, make_referral

pytestmark = pytest.mark.django_db
STARTED = {Status.ON_PROGRAMME, Status.SUSPENDED}
EMAIL, PHONE, ADDRESS = "man@example.org", "07700900123", "1 Example Street"
CHANNELS = {
    "email": {"email": EMAIL, "phone": ""},
    "email and telephone": {"email": EMAIL, "phone": PHONE},
    "email, telephone and times": {"email": EMAIL, "phone": PHONE, "best_time": "after six"},
    "telephone": {"email": "", "phone": PHONE},
    "telephone and times": {"email": "", "phone": PHONE, "best_time": "after six"},
    "telephone and address": {"email": "", "phone": PHONE, "address": ADDRESS},
    "address": {"email": "", "phone": "", "address": ADDRESS},
}
OF_STEPS = [
    (step.event, source, way.target)
    for step in TABLE
    if step.event
    for way in step.moves
    for source in way.sources
    if source != way.target
]
OF_SESSIONS = [
    (event, status, status)
    for event in (MessageEvent.MEETING, MessageEvent.APPOINTMENT, MessageEvent.MOVED)
    for status in (Status.SCHEDULED, Status.ON_PROGRAMME)
]
RECEIPT = [(MessageEvent.RECEIPT, "", Status.AWAITING_TRIAGE)]
OF_REVIEWS = [
    (MessageEvent.UPHELD, Status.AWAITING_TRIAGE, Status.DECLINED),
    (MessageEvent.COMPLAINT, "", Status.AWAITING_TRIAGE),
    (MessageEvent.ANSWERED, "", Status.AWAITING_TRIAGE),
]
CASES = list(
    itertools.product(
        CHANNELS, [False, True], OF_STEPS + OF_SESSIONS + OF_REVIEWS + RECEIPT, ["", "Friday"]
    )
)
WHEN = "Tuesday 12 January 2027, 18:00 to 20:00"


def text(referral, event, audience, was, instead):
    facts = {"was": was, "when": WHEN, "instead": instead}
    return preview(*text_of(event, audience, referral, **facts))


def words():
    """Yield every message with what is true of its reader."""
    people = {
        (channel, agency): make_referral(person=make_person(**given), agency=agency)
        for channel, given in CHANNELS.items()
        for agency in (False, True)
    }
    for channel, agency, (event, was, now), instead in CASES:
        referral = people[channel, agency]
        for _, audience in recipients_of(event, referral):
            if event == MessageEvent.RECEIPT and audience == Audience.STAFF:
                continue  # nobody confirms by telephone that a form has arrived
            yield (
                f"{event} to {audience} by {channel} from {was or 'nothing'}, instead {instead}",
                CHANNELS[channel],
                (event, audience, was, now, instead),
                text(referral, event, audience, was, instead),
            )


def promised(body: str) -> list[str]:
    """Return the promises and the statements about its reader that a text holds."""
    found = {
        "calls": r"\b(we will|we will also) (try to )?call\b",
        "writes": r"\bwe will write\b",
        "times": r"at the times you chose",
        "worked": r"(your time|our work) with",
        "waits": r"\b(are|is) (now )?on our waiting list",
        "place": r"we have a place|we will keep your place|we are keeping the place",
        "no number": r"gave us no telephone number",
    }
    return [name for name, pattern in found.items() if re.search(pattern, body, re.IGNORECASE)]


def test_every_message_says_only_what_is_true_of_its_reader():
    seen, faults = set(), []
    for name, given, (event, audience, was, now, instead), (subject, body) in words():
        said = set(promised(body))
        seen |= said
        may = {
            # What our staff say in a call promises no other call, and no letter.
            "calls": bool(given["phone"]) and audience == Audience.PARTICIPANT,
            "writes": bool(given["email"]) and audience == Audience.PARTICIPANT,
            "times": bool(given.get("best_time")),
            "no number": not given["phone"],
            "worked": was in STARTED,
            "waits": now == Status.AWAITING_ALLOCATION,
            "place": now in WITH_PLACE,
        }
        faults += [f"{name}: {one}" for one in said if not may[one]]
        if event == MessageEvent.ENDED and was not in STARTED and "closed" not in body:
            faults.append(f"{name}: does not say that it is closed")
        if event in {MessageEvent.MEETING, MessageEvent.APPOINTMENT, MessageEvent.MOVED}:
            faults += [f"{name}: no {one}" for one in (WHEN,) if one not in body]
        if event == MessageEvent.MEETING and (
            instead not in body or ("instead" in body and instead)
        ):
            faults.append(f"{name}: what comes instead")
        if re.search(r"\n{3}|[{}<>]|&\w+;| \.|  ", subject + body):
            faults.append(f"{name}: is not laid out")
    assert faults == []
    # The rules above would prove nothing of words that no message uses.
    assert seen == {"calls", "writes", "times", "no number", "worked", "waits", "place"}


def test_every_event_of_a_participant_is_in_the_table():
    told = {event for _, _, (event, _, _), _ in CASES}
    assert told == set(MessageEvent) - TO_STAFF - {MessageEvent.LETTER, MessageEvent.PROGRESS}


def test_who_withdraws_before_a_decision_does_not_read_that_a_time_has_ended():
    referral = make_referral(agency=True)
    for audience in (Audience.PARTICIPANT, Audience.REFERRER):
        early = text(referral, MessageEvent.ENDED, audience, Status.AWAITING_TRIAGE, "")[1]
        late = text(referral, MessageEvent.ENDED, audience, Status.ON_PROGRAMME, "")[1]
        assert "has ended" in late
        assert "has ended" not in early
        assert f"{referral.reference} is closed" in early


def test_who_gave_only_an_email_address_is_not_told_of_a_call():
    referral = make_referral(person=make_person(email=EMAIL, phone=""))
    _, body = text(referral, MessageEvent.RECEIPT, Audience.PARTICIPANT, "", "")
    assert "We will try to call" not in body
    assert "we will write to you at this address" in body


def test_our_staff_read_whether_to_call_or_to_post():
    for given, words in ((PHONE, "Please call"), ("", "Please post a letter")):
        referral = make_referral(person=make_person(email="", phone=given, address=ADDRESS))
        event, status = MessageEvent.ACCEPTED, Status.AWAITING_TRIAGE
        subject, _ = text(referral, event, Audience.STAFF, status, "")
        assert subject == f"{words}: {referral.reference}"
