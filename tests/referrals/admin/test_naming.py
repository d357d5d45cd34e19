"""The pages that say who may see a restricted referral."""

import pytest
from django.urls import reverse

from tests.factories.desk import make_referral, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return staff(manager=True)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def officer(manager):
    """A police officer's referral with a same-day sign."""
    return restricted_referral(danger_level=1)


def test_a_manager_adds_and_removes_a_user_on_the_pages(client, officer, manager, coordinator):
    client.force_login(manager)
    add = reverse("admin:referrals_referral_name", args=[officer.pk])
    assert "Enter a reason" in client.post(add, {"user": coordinator.pk, "reason": ""}).text
    page = client.post(add, {"user": coordinator.pk, "reason": "From Essex."}, follow=True).text
    assert str(coordinator) in page
    assert "From Essex." in page
    remove = reverse("admin:referrals_referral_unname", args=[officer.pk, coordinator.pk])
    page = client.post(remove, {"reason": "Knows him."}, follow=True).text
    assert "can no longer see this form" in page
    last = reverse("admin:referrals_referral_unname", args=[officer.pk, manager.pk])
    assert "A programme manager must stay named" in client.post(last, {"reason": "Away."}).text


def test_the_pages_of_names_are_absent_on_a_referral_that_is_not_restricted(client, manager):
    referral = make_referral()
    client.force_login(manager)
    for page in ("named", "name"):
        address = reverse(f"admin:referrals_referral_{page}", args=[referral.pk])
        assert client.get(address).status_code == 404
