"""Which messages a step queues, for whom, and whether they wait: as the table says."""

import datetime as dt

import pytest

from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import notifications
from referrals.enums import EndingCode, MessageEvent
from referrals.models import StatusChange
from referrals.transition_table import TABLE
from referrals.transitions import STEPS
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_person, make_referral

pytestmark = pytest.mark.django_db

BOTH = {Audience.PARTICIPANT, Audience.REFERRER}
WAITS = MessageStatus.WAITING_RELEASE
POSTED = {"email": "", "address": "1 Example Street"}


def tell(referral, verb, *, code="", again=False):
    """Tell of a step `verb` from its first status, and return the messages that it queued."""
    way = STEPS[verb].moves[0]
    change = StatusChange.objects.create(
        referral=referral,
        number=1,
        verb=verb,
        from_status=way.target if again else way.sources[0],
        to_status=way.target,
        code=code,
        at=NOW,
    )
    notifications.tell_step(referral, change, now=NOW)
    return list(OutgoingMessage.objects.filter(referral_id=referral.pk))


@pytest.mark.parametrize("step", TABLE, ids=lambda step: step.verb)
def test_a_step_sends_the_event_of_its_row_and_waits_as_its_row_says(step):
    messages = tell(make_referral(agency=True), step.verb)

    assert {message.event.rsplit("_", 1)[0] for message in messages} == {step.event} - {None}
    assert {message.status == WAITS for message in messages} <= {step.tells_first}


@pytest.mark.parametrize(
    ("verb", "agency", "audiences"),
    [
        ("decline", True, BOTH),
        ("decline", False, {Audience.PARTICIPANT}),
        ("allocate", True, {Audience.PARTICIPANT}),
        ("request_information", True, {Audience.REFERRER}),
        ("request_information", False, {Audience.PARTICIPANT}),
    ],
)
def test_who_is_written_to(verb, agency, audiences):
    messages = tell(make_referral(agency=agency), verb)

    assert {message.audience for message in messages} == audiences


def test_a_step_taken_again_only_sets_a_new_date():
    assert tell(make_referral(agency=True), "suspend", again=True) == []


@pytest.mark.parametrize("verb", ["accept", "decline", "allocate"])
def test_a_letter_to_post_waits_like_the_message_it_replaces(verb):
    referral = make_referral(person=make_person(**POSTED))

    (message,) = tell(referral, verb)

    assert (message.event, message.audience, message.status) == (
        "letter_staff",
        Audience.STAFF,
        WAITS,
    )


@pytest.mark.parametrize("address", [{}, POSTED])
def test_nothing_is_written_to_a_participant_who_has_died(address):
    referral = make_referral(person=make_person(**address), agency=True)

    messages = tell(referral, "withdraw", code=EndingCode.DIED)

    assert [message.audience for message in messages] == [Audience.REFERRER]


@pytest.mark.parametrize(("email", "to"), [("man@example.org", "participant"), ("", "staff")])
def test_a_booked_session_can_be_cancelled_until_its_message_is_sent(email, to):
    referral = make_referral(person=make_person(email=email))
    notifications.appointment(referral, 7, when="Monday at 18:00", now=NOW)
    message = OutgoingMessage.objects.get()
    assert (message.event, message.status) == (f"{MessageEvent.APPOINTMENT}_{to}", WAITS)

    asked = {"by": UserFactory(coordinator=True), "now": NOW + dt.timedelta(minutes=1)}
    assert notifications.withdraw_appointment(referral.pk, 7, **asked)
    assert not notifications.withdraw_appointment(referral.pk, 7, **asked)
    message.refresh_from_db()
    assert message.status == MessageStatus.CANCELLED
