"""The guard of the pages for agencies."""

import pytest

from tests.factories.accounts import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/refer/your-referrals/"


@pytest.mark.parametrize("role", ["coordinator", "manager", "commissioner", "auditor"])
def test_it_is_for_agency_staff_only(client, role):
    client.force_login(UserFactory(**{role: True}))

    assert client.get(URL).status_code == 404


def test_it_asks_for_a_sign_in(client):
    assert client.get(URL)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(("is_active", "status"), [(True, 200), (False, 404)])
def test_a_closed_agency_is_let_in_no_more(client, is_active, status):
    agency = AgencyFactory(is_active=is_active)
    client.force_login(UserFactory(agency_referrer=True, agency=agency))

    assert client.get(URL).status_code == status
