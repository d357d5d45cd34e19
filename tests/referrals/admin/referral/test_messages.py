"""The messages on the page of a referral, with their state in words."""

import pytest

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.admin.referral.messages import messages_out
from referrals.admin.referral.reading import Reading
from tests.factories.desk import NOW, make_referral, staff


@pytest.mark.django_db
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
