"""The amendments on the page of a referral: both answers, and the answers that are in force."""

import html

import pytest
from django.urls import reverse

from referrals.models import Referral
from tests.factories.amendments import amend_page, sent_referral
from tests.factories.desk import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def text(client, referral) -> str:
    page = client.get(reverse("admin:referrals_referral_change", args=[referral.pk]))
    return html.unescape(page.content.decode())


def test_the_page_shows_the_answer_in_force_with_what_it_said_before(client, coordinator):
    referral = sent_referral()
    amend_page(referral, "drink-drugs", drink="no", by=coordinator, reason="A slip of the pen.")

    page = " ".join(text(client, referral).split())

    assert "No<br>Amended on 1 December 2026. Before: Yes" in page
    assert "Before: Yes" in page
    assert "After: No" in page
    assert "A slip of the pen." in page
    # What was sent is as it was, and pages that were not amended read as they did.
    referral.refresh_from_db()
    sent = {one["slug"]: one["rows"] for one in referral.as_sent}
    assert sent["drink-drugs"][0]["value"] == "Yes"
    assert "I shouted and broke a door." in page


def test_an_answer_that_was_amended_twice_shows_what_was_sent_first(client, coordinator):
    referral = sent_referral()
    amend_page(referral, "needs", needs=["none"], by=coordinator)
    amend_page(referral, "name", name="First Slip", by=coordinator)
    amend_page(referral, "name", name="Right Name", by=coordinator)

    page = text(client, referral)

    assert "Before: Élan Invented" in page
    assert "Right Name" in page
    assert page.index("Your name</h3>") < page.index("What would help</h3>")  # the form's order


def test_a_referral_without_the_words_of_its_day_can_be_amended_too(client, coordinator):
    referral = sent_referral()
    Referral.objects.update(as_sent=None)

    amend_page(referral, "name", name="Right Name", by=coordinator)

    assert "Before: Élan Invented" in text(client, referral)
