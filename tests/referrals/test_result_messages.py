"""Who is told of the result of a review or a complaint: those who asked, by email or by our staff."""

import pytest

from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Complaint, DecisionReview
from referrals.result_messages import complaint_settled, decision_upheld
from tests.factories.desk import NOW, make_person, make_referral
from tests.factories.reviews import ended, make_complaint, make_review

pytestmark = pytest.mark.django_db


def told():
    return {message.audience for message in OutgoingMessage.objects.all()}


@pytest.mark.parametrize("email", ["man@example.org", ""])
@pytest.mark.parametrize("asker", ["participant", "referrer"])
def test_only_those_who_asked_are_told(asker, email):
    referral = make_referral(agency=True, person=make_person(email=email))
    make_complaint(referral)
    make_review(ended(referral=referral))
    DecisionReview.objects.update(asked_by=asker)
    Complaint.objects.update(made_by=asker)
    readers = {"staff" if asker == "participant" and not email else asker}

    decision_upheld(DecisionReview.objects.get(), now=NOW)
    assert told() == readers
    OutgoingMessage.objects.all().delete()
    complaint_settled(Complaint.objects.get(), now=NOW)

    assert told() == readers
    assert {message.status for message in OutgoingMessage.objects.all()} == {"waiting_release"}


def test_another_person_who_complained_gets_no_message():
    make_complaint(make_referral(agency=True))
    Complaint.objects.update(made_by="other")

    complaint_settled(Complaint.objects.get(), now=NOW)

    assert told() == set()
