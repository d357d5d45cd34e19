"""Change on check-your-answers leads back there, past the pages that the change makes new only."""

import pytest

from referrals.steps import find_form
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import STALKING, TOPIC, address, make_catalogue, open_at, pages_for

pytestmark = pytest.mark.django_db
FORMS = [(TOPIC, "self"), (TOPIC, "agency"), (STALKING, "self"), (STALKING, "agency")]
FROM_CHECK = "?from=check"
REDIRECT = 303


@pytest.fixture(autouse=True)
def worker(client):
    """The client signed in as agency staff, which a self-referral does not mind."""
    make_catalogue()
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))


@pytest.mark.parametrize(("topic", "route"), FORMS)
def test_the_same_answer_to_each_page_leads_straight_back(client, topic, route):
    check = open_at(client, route, topic=topic)
    pages = pages_for(route, topic)

    for step in find_form(topic, route).steps:
        url = address(route, "page", step.slug, topic=topic) + FROM_CHECK
        if step.slug in pages and client.get(url).status_code != REDIRECT:
            assert client.post(url, pages[step.slug])["Location"] == check, step.slug


@pytest.mark.parametrize(("topic", "route"), FORMS)
def test_a_change_that_opens_a_page_leads_through_it_and_back(client, topic, route):
    check = open_at(client, route, topic=topic)
    page = address(route, "page", "responsibility", topic=topic)

    opened = client.post(page + FROM_CHECK, {"accepts": "not_sure", "accepts_words": "Little."})

    assert opened["Location"] == address(route, "page", "better-way", topic=topic) + FROM_CHECK
    html = client.get(opened["Location"]).content.decode()
    assert f'href="{page}{FROM_CHECK}" class="govuk-back-link"' in html
    assert client.post(opened["Location"], {"sees_need": "yes"})["Location"] == check


def test_an_error_on_the_way_does_not_lose_the_way_back(client):
    check = open_at(client, "self")
    page = address("self", "page", "responsibility") + FROM_CHECK
    opened = client.post(page, {"accepts": "not_sure"})["Location"]

    wrong = client.post(opened, {})["Location"]

    assert wrong == opened
    assert client.post(wrong, {"sees_need": "no"})["Location"] == check


@pytest.mark.parametrize(
    ("slug", "answer", "right"),
    [
        ("now", {"in_danger": "yes"}, {"in_danger": "no"}),
        ("place", {"is_private": "no"}, {"is_private": "yes"}),
    ],
)
def test_help_after_a_change_leads_to_the_question_and_back_to_the_check_page(
    client, slug, answer, right
):
    check = open_at(client, "self")
    page = address("self", "page", slug) + FROM_CHECK

    help_page = client.post(page, answer)["Location"]

    assert "/help/" in help_page
    assert f'href="{page}"' in client.get(help_page).content.decode()
    assert client.get(check)["Location"] == page
    assert client.post(page, right)["Location"] == check


def test_an_agency_that_asks_for_agreement_first_comes_back_to_the_check_page(client):
    check = open_at(client, "agency")
    page = address("agency", "page", "evidence") + FROM_CHECK

    help_page = client.post(page, {"agreed_how": "no"})["Location"]

    assert f'href="{page}"' in client.get(help_page).content.decode()
    assert client.post(page, pages_for("agency")["evidence"])["Location"] == check


@pytest.mark.parametrize(("topic", "route"), FORMS)
def test_a_sealed_answer_that_is_kept_leads_back(client, topic, route):
    check = open_at(client, route, topic=topic)

    html = client.get(address(route, "page", "them", topic=topic) + FROM_CHECK).content.decode()

    assert f'href="{check}">Keep my answer and continue' in html


def test_the_start_page_and_a_page_of_another_window_lead_past_what_is_answered(client):
    check = open_at(client, "self")
    page = address("self", "page", "responsibility") + FROM_CHECK
    client.post(page, {"accepts": "not_sure"})

    html = client.get(address("self", "start")).content.decode()

    better_way = address("self", "page", "better-way") + FROM_CHECK
    assert f'href="{better_way}"' in html
    assert client.post(better_way, {"sees_need": "yes"})["Location"] == check


def test_the_first_time_through_a_form_misses_no_page(client):
    open_at(client, "self", "birth")

    html = client.get(address("self", "start")).content.decode()

    assert f'href="{address("self", "page", "birth")}"' in html
