"""The messages on the page of a referral, with their state in words."""

import datetime as dt

import pytest

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.admin.referral.messages import messages_out, state_words
from referrals.admin.referral.reading import Reading
from tests.factories.desk import NOW, make_referral, staff

LATER = NOW + dt.timedelta(hours=7)
ALREADY = NOW - dt.timedelta(hours=7)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"status": "rendered", "due_at": LATER},
            "Ready to send, not before 1 December 2026, 17:00",
        ),
        ({"status": "rendered", "due_at": ALREADY}, "Ready to send"),
        ({"status": "waiting_release", "due_at": LATER}, "Waiting for release"),
        ({"status": "waiting_release", "due_at": ALREADY}, "Waiting for release"),
        ({"status": "claimed"}, "Being sent"),
        ({"status": "sent", "sent_at": NOW}, "Sent 1 December 2026, 10:00"),
        ({"status": "failed"}, "Could not be sent"),
        (
            {"status": "uncertain", "settled_at": NOW},
            "May not have arrived. A user dealt with it on 1 December 2026, 10:00",
        ),
        ({"status": "cancelled"}, "Cancelled"),
        (
            {"status": "cancelled", "cancelled_because": CancelReason.OVERTAKEN},
            f"Cancelled: {CancelReason.OVERTAKEN.label}",
        ),
        (
            {"status": "sent", "sent_at": NOW, "told_at": LATER, "audience": Audience.STAFF},
            "Sent 1 December 2026, 10:00. The participant was told on 1 December 2026, 17:00",
        ),
    ],
)
def test_the_state_of_a_message_says_what_is_known_of_its_time_and_reason(fields, words):
    given = {"due_at": ALREADY, "audience": Audience.PARTICIPANT} | fields

    assert state_words(OutgoingMessage(**given), NOW) == words


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_message_that_failed_needs_a_user_until_it_is_settled():
    referral, user = make_referral(), staff(coordinator=True)
    workflow.request_information(
        referral_id=referral.pk, question="Which day suits?", by=user, now=NOW
    )

    def row():
        [found] = messages_out(Reading(referral, user, NOW))
        return found

    assert (row()["event"], row()["audience"]) == ("Question", "the participant")
    assert not row()["needs_user"]
    OutgoingMessage.objects.update(status=MessageStatus.FAILED)
    assert row()["needs_user"]
    OutgoingMessage.objects.update(settled_at=NOW)
    assert not row()["needs_user"]
