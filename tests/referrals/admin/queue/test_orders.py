"""The orders of the queue, its lists and the numbers beside its filters, and what no address can ask."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referrals.enums import Status
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db

QUEUE = "/admin/referrals/referral/"
# As in test_listing.py, and one for a later page by name, which looks up where it begins.
QUEUE_BUDGET = 9


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def shown(response):
    return [row["reference"] for row in response.context["rows"]]


def test_the_order_by_name_is_kept_over_pages_and_no_address_has_a_name(
    client, coordinator, settings
):
    settings.QUEUE_PAGE_SIZE = 2
    for name in ("Dan Canary", "ann canary", "Carl Canary", "Bob Canary"):
        make_referral(name=name)
    first = client.get(f"{QUEUE}?sort=name")
    second = client.get(QUEUE + first.context["next_url"])

    names = [row["name"] for page in (first, second) for row in page.context["rows"]]
    assert names == ["ann canary", "Bob Canary", "Carl Canary", "Dan Canary"]
    assert "sort=name" in first.context["next_url"]
    assert "anary" not in first.context["next_url"] + second.context["previous_url"]
    assert b"4 referrals, by name." in first.content


def test_a_list_has_its_own_and_what_nobody_has(client, coordinator):
    colleague = staff(coordinator=True)
    mine = make_referral(status=Status.ON_HOLD, assigned_to=coordinator, assigned_at=NOW)
    make_referral(assigned_to=colleague, assigned_at=NOW)
    free = make_referral()
    page = client.get(QUEUE)
    links = re.findall(r'href="(\?[^"]*)"[^>]*>\s*([^<]+?)\s*<', page.content.decode())
    lists = {text: QUEUE + unescape(query) for query, text in links}

    assert shown(client.get(lists["Mine"])) == [mine.reference]
    assert shown(client.get(lists["Not assigned"])) == [free.reference]
    assert len(shown(page)) == 2


def test_numbers_beside_the_filters_are_shown_when_asked_for(client, coordinator):
    make_referral(agency=True)

    assert b"Agency referral (1)" not in client.get(QUEUE).content
    page = client.get(f"{QUEUE}?counts=1").content
    assert b"Agency referral (1)" in page
    assert b"Self-referral (0)" in page


@pytest.mark.parametrize("sort", ["name", "-due", "reference"])
def test_every_order_costs_the_same_queries(client, coordinator, sort, settings):
    settings.QUEUE_PAGE_SIZE = 3
    person, district = make_person(), DistrictFactory()
    for _ in range(8):
        make_referral(person=person, district=district)
    first = client.get(f"{QUEUE}?sort={sort}")

    with CaptureQueriesContext(connection) as later:
        client.get(QUEUE + first.context["next_url"])

    assert len(later) <= QUEUE_BUDGET + (sort == "name")


@pytest.mark.parametrize(
    "query",
    [
        "participant__search_name__startswith=nobody",
        "danger_version=7",
        "assigned_to__password__startswith=x",
        "sort=participant__born_on",
        "sort=-answers",
        "o=-2",
        "_facets=1",
        "e=1",
    ],
)
def test_no_address_filters_or_sorts_by_a_column_that_the_list_does_not_offer(
    client, coordinator, query
):
    """The stock admin lets an address ask about any column, letter by letter."""
    for days in (1, 2):
        make_referral(submitted_at=NOW - dt.timedelta(days=days))

    assert shown(client.get(f"{QUEUE}?{query}")) == shown(client.get(QUEUE))


def test_nothing_is_deleted_by_an_action_of_the_stock_list(client, coordinator):
    referral = make_referral()
    action = {"action": "delete_selected", "_selected_action": referral.pk, "post": "yes"}

    client.post(QUEUE, action)
    client.post(reverse("admin:referrals_referral_chosen"), action | {"do": "delete_selected"})

    referral.refresh_from_db()
    assert referral.version == 1
