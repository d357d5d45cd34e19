"""The letters about a review: only after the release, and only about the newest decision."""

import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.letters import decision_letter, review_letter
from referrals.reviews import assign_review, settle_review
from tests.factories.desk import make_person, staff
from tests.factories.programmes import ProgrammeVersionFactory
from tests.factories.reviews import LATER, asked, declined

pytestmark = pytest.mark.django_db
ADDRESS = {"address": "1 Example Street, Maidstone"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def reviewer(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def settled(reviewer, outcome, *, asked_by="participant"):
    """Return a referral whose review has this result; nobody was told of it yet."""
    decider = staff(coordinator=True)
    referral = declined(decider, agency=True, person=make_person(**ADDRESS))
    review = asked(referral, reviewer, asked_by)
    assign_review(review_id=review.pk, reviewer=reviewer, by=reviewer, now=LATER)
    settle_review(review_id=review.pk, outcome=outcome, words="Canary.", by=reviewer, now=LATER)
    referral.refresh_from_db()
    return referral


def sent():
    OutgoingMessage.objects.update(status="sent")


def drawn(client, referral, audience, page) -> str:
    address = reverse(f"admin:referrals_referral_{page}", args=[referral.pk, audience])
    response = client.post(address, {"is_checked": "on"})
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def test_the_letter_that_the_decision_stays_goes_to_those_who_asked(client, reviewer):
    referral = settled(reviewer, "upheld")
    assert review_letter(referral, "participant", now=LATER) is None
    sent()

    text = drawn(client, referral, "participant", "review-letter")

    assert "The decision stays as it is." in text
    assert "Canary" not in text
    assert review_letter(referral, "referrer", now=LATER) is None
    shown = client.get(reverse("admin:referrals_referral_change", args=[referral.pk]))
    assert "Letter about the review to the participant" in shown.content.decode()


def test_the_referrer_who_asked_reads_who_holds_the_risk(client, reviewer):
    referral = settled(reviewer, "upheld", asked_by="referrer")
    sent()

    assert "A. Worker, Example" in drawn(client, referral, "referrer", "review-letter")


@pytest.mark.parametrize("audience", ["participant", "referrer"])
def test_everyone_gets_the_letter_of_a_decision_that_is_changed_after_the_release(
    client, reviewer, audience
):
    referral = settled(reviewer, "overturned")
    assert decision_letter(referral, audience, now=LATER) is None
    sent()

    text = drawn(client, referral, audience, "letter")

    assert "changed the decision" in text
    assert "Canary" not in text


def test_the_next_decision_has_the_letter(reviewer):
    referral = settled(reviewer, "overturned")
    sent()
    workflow.accept(
        referral_id=referral.pk,
        programme=ProgrammeVersionFactory(group=True).programme,
        words="Agreed.",
        by=reviewer,
        now=LATER,
    )
    referral.refresh_from_db()

    assert decision_letter(referral, "participant", now=LATER) is None
    sent()
    assert decision_letter(referral, "participant", now=LATER).verb == "accept"
