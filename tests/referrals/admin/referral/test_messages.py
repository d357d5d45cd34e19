"""The messages on the page of a referral."""

import pytest

from referral_portal.outbox.enums import CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.admin.referral.messages import messages_out
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
def test_a_message_says_what_it_is_about_for_whom_and_why_it_was_cancelled():
    referral = make_referral()
    workflow.request_information(
        referral_id=referral.pk,
        question="Which day suits?",
        by=staff(coordinator=True),
        now=NOW,
    )
    [row] = messages_out(referral)
    assert (row["event"], row["audience"]) == ("Question", "the participant")
    assert (row["status"], row["reason"]) == ("ready to send", "")

    OutgoingMessage.objects.update(
        status=MessageStatus.CANCELLED, cancelled_because=CancelReason.OVERTAKEN
    )

    [row] = messages_out(referral)
    assert (row["status"], row["reason"]) == ("cancelled", CancelReason.OVERTAKEN.label)
