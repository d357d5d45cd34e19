"""Unsent messages after contact details were amended: where they go, and what they say."""

import pytest

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.truth import why_untrue
from referrals import notifications
from referrals.enums import Status
from referrals.letters import told
from referrals.models import StatusChange
from referrals.result_messages import complaint_recorded
from referrals.rewriting import rewrite_unsent
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.reviews import make_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def accepted(**fields):
    """Make an accepted referral whose messages wait for release."""
    referral = make_referral(status=Status.AWAITING_ALLOCATION, version=2, **fields)
    change = StatusChange.objects.create(
        referral=referral,
        number=2,
        verb="accept",
        from_status=Status.AWAITING_TRIAGE,
        to_status=Status.AWAITING_ALLOCATION,
        at=NOW,
    )
    notifications.tell_step(referral, change, now=NOW)
    return referral


def amended(referral, by, **details):
    """Change the participant's details and write the messages anew; return how many changed."""
    for name, value in details.items():
        setattr(referral.participant, name, value)
    referral.participant.save()
    return rewrite_unsent(referral, by=by, now=NOW)


def the_message(referral, **which):
    return OutgoingMessage.objects.get(referral_id=referral.pk, **which)


def test_a_waiting_message_goes_to_the_corrected_address_and_still_waits(coordinator):
    referral = accepted()
    before = the_message(referral)

    assert amended(referral, coordinator, email="right@example.org") == 1

    after = the_message(referral)
    assert after.to_address == "right@example.org"
    assert (after.pk, after.status, after.due_at) == (before.pk, before.status, before.due_at)
    assert (after.subject, after.body) == (before.subject, before.body)
    assert why_untrue(after, NOW) is None
    assert amended(referral, coordinator) == 0


def test_without_an_address_our_staff_tell_and_with_one_again_they_need_not(coordinator):
    referral = accepted()
    address, words = referral.participant.email, the_message(referral).body

    amended(referral, coordinator, email="")
    row = the_message(referral)
    assert (row.audience, row.event) == (Audience.STAFF, "accepted_staff")
    assert row.key == f"accepted:staff:{referral.pk}:2"
    assert "Please tell the person of" in row.body
    assert "when there is a place" in row.body
    assert row.status == MessageStatus.WAITING_RELEASE
    assert why_untrue(row, NOW) is None

    amended(referral, coordinator, email=address)
    row = the_message(referral)
    assert (row.audience, row.to_address, row.body) == (Audience.PARTICIPANT, address, words)
    assert row.template == "referrals/accepted_participant"


def test_the_letter_knows_the_message_that_was_written_anew(coordinator):
    referral = accepted()
    amended(referral, coordinator, email="")
    OutgoingMessage.objects.update(status=MessageStatus.SENT)

    assert told(referral, "accept", Audience.PARTICIPANT, now=NOW)


def test_words_that_depend_on_the_telephone_follow_it(coordinator):
    referral = make_referral()
    notifications.receipt(referral, now=NOW)
    assert "We will try to call you" in the_message(referral, audience=Audience.PARTICIPANT).body

    amended(referral, coordinator, phone="")

    row = the_message(referral, audience=Audience.PARTICIPANT)
    assert "You gave us no telephone number" in row.body


def test_a_receipt_that_can_no_longer_reach_anyone_is_cancelled(coordinator):
    referral = make_referral()
    notifications.receipt(referral, now=NOW)

    assert amended(referral, coordinator, email="") == 1

    row = the_message(referral, event="receipt_participant")
    assert (row.status, row.cancelled_because) == (MessageStatus.CANCELLED, CancelReason.CHANNEL)
    # The alert to our staff is about the form, and stays.
    assert the_message(referral, event="alert_staff").status == MessageStatus.RENDERED


def test_a_session_is_told_at_the_corrected_address_in_the_same_words(coordinator):
    referral = make_referral(status=Status.SCHEDULED)
    when = {"when": "Tuesday 15 December at 6pm", "starts_at": NOW.replace(day=15)}
    notifications.appointment(referral, 7, now=NOW, **when)
    words = the_message(referral).body

    amended(referral, coordinator, email="right@example.org")
    row = the_message(referral)
    assert (row.to_address, row.body) == ("right@example.org", words)

    amended(referral, coordinator, email="")
    row = the_message(referral)
    assert row.key == f"appointment:staff:{referral.pk}:session-7"
    assert "Tuesday 15 December at 6pm" in row.body
    assert "Please tell the person of" in row.body

    # What our staff tell about a session may be too soon for an email: it stays theirs.
    amended(referral, coordinator, email="right@example.org")
    assert the_message(referral).audience == Audience.STAFF


def test_the_referrers_message_goes_to_the_referrers_corrected_address(coordinator):
    referral = accepted(agency=True, person=make_person(email=""))
    referral.referrer.email = "desk@example.org"
    referral.referrer.save()

    assert rewrite_unsent(referral, by=coordinator, now=NOW) == 1

    assert the_message(referral, audience=Audience.REFERRER).to_address == "desk@example.org"


def test_what_was_sent_or_may_have_arrived_is_never_changed_and_what_failed_is(coordinator):
    referral = accepted()
    old = referral.participant.email
    for status in (MessageStatus.SENT, MessageStatus.UNCERTAIN, MessageStatus.CLAIMED):
        OutgoingMessage.objects.update(status=status)
        assert amended(referral, coordinator, email="right@example.org") == 0
        assert the_message(referral).to_address == old

    OutgoingMessage.objects.update(status=MessageStatus.FAILED, settled_at=NOW)
    assert amended(referral, coordinator) == 0

    OutgoingMessage.objects.update(settled_at=None)
    assert amended(referral, coordinator) == 1
    assert the_message(referral).to_address == "right@example.org"


def test_a_message_about_a_complaint_goes_to_a_manager_who_reads_it_once_there_is_no_email(
    coordinator,
):
    staff(manager=True, email="reads@example.org")
    referral = make_referral()
    complaint_recorded(make_complaint(referral), now=NOW)

    assert amended(referral, coordinator, email="") == 1

    message = the_message(referral)
    assert (message.to_address, message.audience) == ("reads@example.org", "staff")
    assert "We will reply by 29 December 2026." in message.body
