"""The desk records that a review was asked for."""

import pytest
import time_machine
from django.urls import reverse

from referral_portal.outbox.models import OutgoingMessage
from referrals.admin.reviews.asking import askers
from referrals.models import DecisionReview
from tests.factories.desk import make_referral, staff
from tests.factories.restricted import restricted_referral
from tests.factories.reviews import LATER, asked, declined

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def decider():
    return staff(coordinator=True)


def address(referral, page="review"):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def test_the_page_of_the_referral_leads_to_the_form_and_then_to_the_review(client, decider):
    referral = declined(decider, agency=True)
    client.force_login(decider)
    assert address(referral) in client.get(address(referral, "change")).content.decode()

    empty = client.post(address(referral), {"why": " "})
    assert set(empty.context["form"].errors) == {"asked_by", "why"}
    response = client.post(address(referral), {"asked_by": "referrer", "why": "It was not him."})

    review = DecisionReview.objects.get()
    assert (review.asked_by, review.recorded_by) == ("referrer", decider)
    page = reverse("admin:referrals_decisionreview_change", args=[review.pk])
    assert response.url == page
    shown = client.get(address(referral, "change")).content.decode()
    assert page in shown
    assert address(referral) not in shown


def test_only_those_who_were_told_are_offered(decider):
    referral = declined(decider, agency=True)
    assert askers(referral, LATER) == ["participant", "referrer"]
    assert askers(declined(decider), LATER) == ["participant"]
    assert askers(make_referral(), LATER) == []

    OutgoingMessage.objects.filter(event="declined_participant").update(status="waiting_release")

    assert askers(referral, LATER) == ["referrer"]


def test_without_a_decision_there_is_no_form(client, decider):
    client.force_login(decider)
    once = declined(decider)
    asked(once, decider)

    for referral in (make_referral(), once):
        assert client.get(address(referral)).url == address(referral, "change")
    assert client.get(address(restricted_referral())).status_code == 404
