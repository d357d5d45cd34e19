"""Leaving and deleting: what was answered is gone from the server, not only from the browser."""

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from referrals.models import Draft, Referral
from referrals.views import leaving
from tests.drawn import opened
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import STALKING, TOPIC, address, make_catalogue, open_at, send_filled

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
FORMS = [(TOPIC, "self"), (TOPIC, "agency"), (STALKING, "self"), (STALKING, "agency")]
COOKIES = {TOPIC: "da", STALKING: "stalking"}


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue()


@pytest.fixture
def worker(client):
    """The client signed in as agency staff, which a self-referral does not mind."""
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


def cookie_name(topic: str, route: str) -> str:
    return f"enquiry-{COOKIES[topic]}-{route}"


def copied(client, topic: str, route: str) -> str:
    return client.cookies[cookie_name(topic, route)].value


@pytest.mark.parametrize(("topic", "route"), FORMS)
def test_leaving_deletes_the_draft_and_a_copy_of_its_cookie_opens_nothing(
    client, worker, topic, route
):
    open_at(client, route, topic=topic, until="sharing")
    link = address(route, "page", "birth", topic=topic)
    token = copied(client, topic, route)

    client.get(reverse("leave"))

    assert not Draft.objects.exists()
    client.force_login(worker)
    client.cookies[cookie_name(topic, route)] = token
    for url in (link, address(route, "check", topic=topic), address(route, "sent", topic=topic)):
        assert client.get(url)["Location"] == address(route, "start", topic=topic) + "?gone=1"
        client.cookies[cookie_name(topic, route)] = token
    html = client.get(address(route, "start", topic=topic)).content.decode()
    assert "You have started this form" not in html


def test_a_page_drawn_before_the_exit_stores_nothing_after_it(client):
    open_at(client, "self", "birth")
    url, token = address("self", "page", "birth"), copied(client, TOPIC, "self")
    drawn = opened(client, url)
    client.post(reverse("leave"))
    client.cookies[cookie_name(TOPIC, "self")] = token
    born = {"born_on-day": "27", "born_on-month": "3", "born_on-year": "1988"}

    response = client.post(url, born | drawn)

    assert response.status_code == 409
    assert not Draft.objects.exists()


def test_leaving_after_sending_closes_the_confirmation_and_keeps_the_referral(client):
    sent = send_filled(client, "self")["Location"]
    token = copied(client, TOPIC, "self")

    client.get(reverse("leave"))

    client.cookies[cookie_name(TOPIC, "self")] = token
    assert client.get(sent)["Location"].endswith("?gone=1")
    assert Referral.objects.count() == 1


def test_leaving_deletes_every_form_of_this_browser_and_none_of_another(client):
    elsewhere = Client()
    open_at(client, "self", "birth")
    open_at(client, "self", topic=STALKING, until="birth")
    open_at(elsewhere, "self", "birth")

    client.get(reverse("leave"))

    assert Draft.objects.count() == 1
    assert elsewhere.get(address("self", "page", "birth")).status_code == 200


# What a browser says of a request, and whether it is the user's own wish to leave.
SENT_BY = {
    "a page of ours": ({"sec-fetch-site": "same-origin"}, True),
    "the address line": ({"sec-fetch-site": "none"}, True),
    "a picture elsewhere": ({"sec-fetch-site": "cross-site"}, False),
    "a page of a neighbour": ({"sec-fetch-site": "same-site"}, False),
    "a form elsewhere, older browser": ({"origin": "https://elsewhere.test"}, False),
    "a hidden sender, older browser": ({"origin": "null"}, False),
    "a form of ours, older browser": ({"origin": "http://testserver"}, True),
    "a link, older browser": ({}, True),
}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("sender", SENT_BY)
def test_only_the_users_own_wish_to_leave_deletes_anything(client, settings, sender, method):
    open_at(client, "self", "birth")
    headers, is_own = SENT_BY[sender]

    answer = getattr(client, method)(reverse("leave"), headers=headers)

    assert answer["Location"] == settings.EXIT_URL
    assert Draft.objects.exists() is not is_own
    assert ("Clear-Site-Data" in answer) is is_own
    assert bool(answer.cookies) is is_own


def test_a_picture_elsewhere_in_an_older_browser_clears_nothing(settings):
    answer = Client().get(reverse("leave"))

    assert answer["Location"] == settings.EXIT_URL
    assert "Clear-Site-Data" not in answer


@pytest.mark.parametrize("token", ["", "x", "é" * 10, "x" * 5000])
def test_a_cookie_that_is_no_draft_stops_nobody_from_leaving(client, settings, token):
    client.cookies["enquiry-da-self"] = token

    assert client.get(reverse("leave"))["Location"] == settings.EXIT_URL


def test_a_database_that_refuses_stops_nobody_from_leaving(client, settings, monkeypatch):
    def refuse(**kwargs):
        raise DatabaseError

    open_at(client, "self", "birth")
    monkeypatch.setattr(leaving, "delete_drafts", refuse)

    assert client.get(reverse("leave"))["Location"] == settings.EXIT_URL


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("topic", "route"), FORMS)
def test_answers_can_be_deleted_early_on_the_start_page(client, topic, route):
    check, start = open_at(client, route, topic=topic), address(route, "start", topic=topic)
    assert f'href="{start}"' in client.get(check).content.decode()
    token = copied(client, topic, route)
    drawn = opened(client, start)

    response = client.post(start, {"delete": "1"} | drawn)

    assert not Draft.objects.exists()
    assert "We have deleted your answers" in client.get(response["Location"]).content.decode()
    client.cookies[cookie_name(topic, route)] = token
    assert client.get(check)["Location"] == start + "?gone=1"


def test_a_start_page_of_an_earlier_form_deletes_nothing_of_the_open_one(client):
    open_at(client, "self", "birth")
    of_the_first = opened(client, address("self", "start"))
    open_at(client, "self", "birth")

    response = client.post(address("self", "start"), {"delete": "1"} | of_the_first)

    assert response["Location"] == address("self", "start")
    assert Draft.objects.count() == 1
