"""The commissioner's page: totals, small ones hidden, for three roles only."""

import datetime as dt

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_person, make_referral
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db
URL = "/summary/"


def make_many(count, **fields):
    person = make_person("Canary Person")
    district = DistrictFactory(name=fields.pop("district", "Maidstone"))
    for number in range(count):
        make_referral(
            person=person,
            district=district,
            submitted_at=NOW + dt.timedelta(minutes=number),
            **fields,
        )


def table(response, title):
    found = next(table for table in response.context["tables"] if table["title"] == title)
    return {figure.label: figure.shown for figure in found["figures"]} | {"All": found["total"]}


@pytest.mark.parametrize("role", ["commissioner", "manager", "auditor"])
def test_it_gives_totals_and_hides_small_ones(client, role):
    client.force_login(UserFactory(**{role: True}))
    make_many(6)
    make_many(7, district="Dover")
    make_many(2, district="Thanet")

    response = client.get(URL)

    assert table(response, "District") == {
        "Dover": "7", "Maidstone": "not shown", "Thanet": "fewer than 5", "All": "15"
    }  # fmt: skip
    assert table(response, "Month received") == {"December 2026": "15", "All": "15"}
    assert "Canary" not in response.content.decode()


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "agency_referrer", "administrator"])
def test_other_roles_find_nothing(client, role):
    client.force_login(UserFactory(**{role: True}))

    assert client.get(URL).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_it_costs_the_same_at_3_and_at_30(client, django_assert_num_queries, count):
    client.force_login(UserFactory(commissioner=True))
    make_many(count)

    client.get(URL)  # the first request of a session writes when it was last seen

    # Session, account, roles, five tables, the sign of life.
    with django_assert_num_queries(9):
        client.get(URL)
