"""Help between two pages, and sealed pages: what they lead to and what they never show again."""

import json

import pytest

from referrals.models import Draft, Referral
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import (
    CANARIES,
    REDIRECT,
    STALKING,
    TOPIC,
    address,
    make_catalogue,
    pages_for,
    walk,
)

pytestmark = pytest.mark.django_db
ROUTES = ["self", "agency"]


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue()


@pytest.fixture
def worker(client):
    """The client signed in as agency staff, which a self-referral does not mind."""
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


def test_somebody_in_danger_is_sent_to_help_and_the_question_stays_open(client):
    client.post(address("self", "start"))

    response = client.post(address("self", "page", "now"), {"in_danger": "yes"})

    assert response["Location"] == address("self", "help", "danger")
    html = client.get(response["Location"]).content.decode()
    assert "999" in html
    assert "55" in html
    assert address("self", "page", "now") in html
    assert client.get(address("self", "page", "place"))["Location"].endswith("/now/")


@pytest.mark.parametrize(("answer", "name"), [("know", "someone-else"), ("work", "worker")])
def test_a_form_for_somebody_else_keeps_nothing(client, answer, name):
    walk(client, "self", until="who")

    response = client.post(address("self", "page", "who"), {"who_for": answer})

    assert response["Location"] == address("self", "help", name)
    assert not Draft.objects.exists()
    assert client.get(response["Location"]).status_code == 200


def test_thoughts_of_suicide_lead_to_help_and_to_an_early_call(client):
    walk(client, "self", until="you")

    response = client.post(address("self", "page", "you"), {"own_safety": "yes"})

    html = client.get(response["Location"]).content.decode()
    assert "116 123" in html
    assert address("self", "page", "birth") in html


def test_no_agreement_to_share_is_explained_and_can_be_sent(client):
    pages = pages_for("self", sharing={"agrees_sharing": "no"})
    walk(client, "self", until="sharing")

    response = client.post(address("self", "page", "sharing"), pages["sharing"])

    assert response["Location"] == address("self", "help", "sharing")
    assert "You can still send the form" in client.get(response["Location"]).content.decode()
    assert client.get(address("self", "page", "understand")).status_code == 200


@pytest.mark.usefixtures("worker")
def test_an_agency_without_agreement_cannot_go_on_without_a_reason(client):
    walk(client, "agency", until="evidence")
    page = address("agency", "page", "evidence")

    refused = client.post(page, {"agreed_how": "no"})
    client.post(page, {"agreed_how": "statutory"})
    html = client.get(page).content.decode()
    allowed = client.post(page, {"agreed_how": "statutory", "statutory_reason": "Court report."})

    assert refused["Location"] == address("agency", "help", "agreement")
    assert "Tell us why you are referring without their agreement" in html
    assert allowed["Location"] == address("agency", "page", "aware")


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("topic", [TOPIC, STALKING])
@pytest.mark.parametrize("route", ROUTES)
def test_sealed_answers_are_never_shown_again_nor_stored_in_the_open(client, route, topic):
    url = walk(client, route, topic=topic)

    check = client.get(url).content.decode()
    assert "Answered" in check
    pages = [check]
    for slug in ("them", "family", "children"):
        html = client.get(address(route, "page", slug, topic=topic)).content.decode()
        assert "You have answered this question. Answer it again to replace your answer." in html
        pages.append(html)
    client.post(url, {"declares": "on"})
    pages.append(client.get(address(route, "sent", topic=topic)).content.decode())
    pages.append(json.dumps(Referral.objects.get().answers))
    for text in pages:
        for canary in CANARIES:
            assert canary not in text.lower()


@pytest.mark.usefixtures("worker")
def test_a_sealed_page_with_errors_is_drawn_at_once_and_nothing_of_it_is_kept(client):
    walk(client, "agency", until="them")
    page = address("agency", "page", "them")

    response = client.post(page, {"harmed_name": "Canarina Example"})

    assert response.status_code == 200
    assert "Canarina Example" in response.content.decode()
    assert "Canarina" not in client.get(page).content.decode()


@pytest.mark.usefixtures("worker")
def test_too_much_for_a_sealed_part_is_an_error_beside_the_longest_answer(client):
    walk(client, "agency", until="family")
    page = address("agency", "page", "family")
    most = {
        "current_partner": "\U00020000" * 100, "former_partners": "😀" * 1500, "cares_for": "😀" * 500
    }  # fmt: skip

    response = client.post(page, most)

    assert response.status_code == 200
    html = response.content.decode()
    assert 'href="#id_former_partners"' in html
    assert "This is too long to seal. Shorten it." in html
    assert client.post(page, most | {"former_partners": "😀" * 700}).status_code == REDIRECT
