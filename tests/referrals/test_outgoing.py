"""The messages that a page shows before a button sends them."""

import pytest

from referral_portal.outbox.enums import Audience
from referrals.enums import MessageEvent
from referrals.notifications import mailbox_for
from referrals.outgoing import what_will_be_sent
from tests.factories.desk import make_referral

pytestmark = pytest.mark.django_db
TO_BOTH = (MessageEvent.ACCEPTED, MessageEvent.ENDED, MessageEvent.CANCELLED)
TO_PARTICIPANT = (
    MessageEvent.PLACE,
    MessageEvent.MEETING,
    MessageEvent.APPOINTMENT,
    MessageEvent.MOVED,
)


def shown(referral, event, **choices):
    return [(one.to, one.audience) for one in what_will_be_sent(referral, event, **choices)]


def addresses(referral):
    return (
        (referral.participant.email, Audience.PARTICIPANT.label),
        (referral.referrer.email, Audience.REFERRER.label),
    )


@pytest.mark.parametrize("event", TO_BOTH)
def test_decisions_and_endings_go_to_participant_and_referrer(event):
    referral = make_referral(agency=True)

    assert shown(referral, event) == list(addresses(referral))


@pytest.mark.parametrize("event", TO_PARTICIPANT)
def test_days_and_times_go_to_the_participant_only(event):
    referral = make_referral(agency=True)

    messages = what_will_be_sent(referral, event, when="Tuesday at two")
    assert (messages[0].to, messages[0].audience) == addresses(referral)[0]
    # Of a place the referrer hears without content.
    others = messages[1:]
    assert len(others) == (event == MessageEvent.PLACE)
    assert not any("place" in one.body or "Tuesday" in one.body for one in others)


def test_a_question_goes_to_the_referrer_who_sent_it():
    referral = make_referral(agency=True)

    assert shown(referral, MessageEvent.QUESTION) == [addresses(referral)[1]]


def test_without_an_event_nothing_is_sent():
    assert what_will_be_sent(make_referral(), None) == []


def test_the_words_are_those_of_the_message():
    referral = make_referral()

    (message,) = what_will_be_sent(
        referral, MessageEvent.APPOINTMENT, when="Tuesday at two", waits=False
    )

    assert referral.reference in message.subject + message.body
    assert "Tuesday at two" in message.body
    assert message.body == message.body.strip()
    assert not message.waits


@pytest.mark.parametrize("event", [*TO_BOTH, *TO_PARTICIPANT, MessageEvent.DECLINED])
@pytest.mark.parametrize("address", ["", "1 Example Street"])
def test_our_staff_are_shown_to_be_told_where_there_is_no_email_address(event, address):
    referral = make_referral()
    person = referral.participant
    person.email, person.address = "", address
    person.save()

    assert shown(referral, event) == [(mailbox_for(referral), Audience.STAFF.label)]


def test_a_question_is_asked_by_telephone_where_there_is_no_email_address():
    referral = make_referral()
    referral.participant.email = ""

    assert shown(referral, MessageEvent.QUESTION) == []
