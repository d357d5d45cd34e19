"""An agency asks on its own page for a review of a decision, once it was told of it."""

import pytest
import time_machine
from django.urls import reverse

from referral_portal.outbox.models import OutgoingMessage
from referrals.models import DecisionReview
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import staff
from tests.factories.reviews import LATER, asked, declined

pytestmark = pytest.mark.django_db
LINK = "Ask for a review of the decision"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def case(client):
    referral = declined(staff(coordinator=True), agency=True)
    worker = UserFactory(agency_referrer=True, agency=referral.referrer.agency)
    client.force_login(worker)
    return referral


def address(referral, name="own_review"):
    return reverse(f"referrals:{name}", args=[referral.pk])


def text(client, referral):
    return client.get(address(referral, "own_referral")).content.decode()


def test_the_agency_asks_once_and_reads_that_it_has_asked(client, case):
    assert LINK in text(client, case)
    assert client.post(address(case), {"why": " "}).context["form"].errors["why"]

    client.post(address(case), {"why": "He was in hospital."})

    review = DecisionReview.objects.get()
    assert (review.asked_by, review.why) == ("referrer", "He was in hospital.")
    page = text(client, case)
    assert "On 4 December 2026 you asked for a review of our decision." in page
    assert "looking at the decision again. The result is due by 18 December 2026." in " ".join(
        page.split()
    )
    assert LINK not in page


def test_before_it_was_told_nothing_shows_that_there_is_a_decision(client, case):
    OutgoingMessage.objects.filter(audience="referrer").update(status="waiting_release")

    assert LINK not in text(client, case)
    refused = client.post(address(case), {"why": "He was in hospital."})
    assert "There is no decision here that can be reviewed." in refused.content.decode()
    assert not DecisionReview.objects.exists()


def test_a_review_that_the_participant_asked_for_is_not_shown(client, case):
    asked(case, staff(coordinator=True), "participant")

    page = text(client, case)
    assert "asked for a review" not in page
    assert LINK not in page


def test_another_agency_finds_no_page(client, case):
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))

    assert client.get(address(case)).status_code == 404
    assert client.post(address(case), {"why": "x"}).status_code == 404
