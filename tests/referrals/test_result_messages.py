"""Who is told of the result of a review or a complaint: those who asked, by email or by our staff."""

import pytest

from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Complaint, DecisionReview
from referrals.result_messages import (
    complaint_recorded,
    complaint_settled,
    decision_upheld,
    without_complaints,
)
from tests.factories.desk import NOW, make_person, make_referral, staff
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

    complaint_recorded(Complaint.objects.get(), now=NOW)
    complaint_settled(Complaint.objects.get(), now=NOW)

    assert told() == set()


def test_a_manager_whom_it_does_not_name_tells_a_participant_without_an_email():
    named = staff(manager=True, last_name="Anna", email="named@example.org")
    staff(manager=True, last_name="Berta", email="reads@example.org")
    complaint = make_complaint(make_referral(person=make_person(email="")), about=[named])

    complaint_recorded(complaint, now=NOW)

    message = OutgoingMessage.objects.get()
    assert (message.audience, message.to_address) == ("staff", "reads@example.org")
    assert "We will reply by 29 December 2026." in message.body


@pytest.mark.sqlite
def test_a_message_about_a_complaint_is_for_managers_whom_it_does_not_name_and_for_nobody_else():
    named, other = staff(manager=True), staff(manager=True)
    first = make_complaint(make_referral(), about=[named])
    second = make_complaint(first.referral)
    for complaint in (first, second):
        complaint_recorded(complaint, now=NOW)
        complaint_settled(complaint, now=NOW)
    decision_upheld(make_review(ended()), now=NOW)

    def seen(user) -> list[str]:
        rows = without_complaints(OutgoingMessage.objects.all(), user)
        return sorted(row.key.rpartition(":")[2] for row in rows)

    of_first, of_second = ([f"complaint-{one.pk}"] * 2 for one in (first, second))
    assert seen(other) == sorted([*of_first, *of_second, "review-2"])
    assert seen(named) == sorted([*of_second, "review-2"])
    for role in ("coordinator", "auditor", "administrator"):
        assert seen(staff(**{role: True})) == ["review-2"]
