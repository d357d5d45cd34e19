"""The list of reviews: nothing of a hidden referral, and the same cost for few and many."""

import pytest
import time_machine

from tests.factories.desk import staff
from tests.factories.restricted import restricted_referral
from tests.factories.reviews import LATER, ended, make_review

pytestmark = pytest.mark.django_db
LIST = "/admin/referrals/decisionreview/"
HINT = "Asked for by a participant or a referrer, and not settled"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


def rows(client, **params):
    return [one["row"] for one in client.get(LIST, params).context["rows"]]


def test_a_review_of_a_hidden_referral_is_in_no_list_and_no_count(client):
    make_review(ended(referral=restricted_referral()))
    client.force_login(staff(coordinator=True))

    assert rows(client) == []
    assert HINT not in client.get("/admin/").content.decode()
    make_review(ended())
    assert HINT in client.get("/admin/").content.decode()


@pytest.mark.parametrize("number", [3, 12])
def test_the_list_costs_the_same_for_few_and_many(client, django_assert_max_num_queries, number):
    client.force_login(staff(coordinator=True))
    for _ in range(number):
        make_review(ended())
    client.get(LIST)

    with django_assert_max_num_queries(12):
        assert len(rows(client)) == number
