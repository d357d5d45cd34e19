"""A stored check in words: outcomes and reasons, and no verdict."""

import pytest

from tests.factories.desk import make_check, make_referral, staff
from tests.referrals.admin.referral.test_page import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def test_the_criteria_are_shown_with_reasons_and_without_a_verdict(client, coordinator):
    referral = make_referral()
    make_check(referral, "da-groupwork")

    page = text(client, referral)

    assert "Drink and drugs are managed" in page
    assert "Needs a conversation" in page
    assert "Would rather talk about drink or drugs on the phone." in page
    assert "Invented Groupwork" in page
    assert "You decide" in page
