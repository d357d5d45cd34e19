"""The reviews of the decisions on the page of the referral."""

import pytest
import time_machine
from django.urls import reverse

from referrals.models import DecisionReview
from tests.factories.desk import make_referral, staff
from tests.factories.reviews import LATER, asked, declined

pytestmark = pytest.mark.django_db
TITLE = "Review of the decision"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


def text(client, referral):
    address = reverse("admin:referrals_referral_change", args=[referral.pk])
    return client.get(address).content.decode()


def test_only_a_decision_of_which_the_asker_was_told_offers_a_review(client):
    decider = staff(coordinator=True)
    client.force_login(decider)

    assert TITLE not in text(client, make_referral())
    assert "Record a review" in text(client, declined(decider))


def test_it_says_who_has_the_review_until_when_and_the_result(client):
    decider, reviewer = staff(coordinator=True), staff(manager=True)
    client.force_login(decider)
    referral = declined(decider)
    review = asked(referral, decider)

    page = text(client, referral)
    assert f"Due {review.due_at:%-d %B %Y}. Reviewer: nobody yet." in page
    DecisionReview.objects.update(reviewer=reviewer, due_at=LATER)
    assert f"Reviewer: {reviewer}." in text(client, referral)
    DecisionReview.objects.update(outcome="upheld", settled_at=LATER)
    assert "Upheld: the decision stays" in text(client, referral)
