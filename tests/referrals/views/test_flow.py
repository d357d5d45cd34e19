"""The pages of both forms: order, jumping, changing, errors, and what a sealed page never shows."""

import pytest
from django.conf import settings

from referrals.models import Draft, Participant, Referral
from referrals.steps import find_form
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import (
    REDIRECT,
    STALKING,
    TOPIC,
    address,
    make_catalogue,
    open_at,
    pages_for,
    send,
    send_filled,
)

pytestmark = pytest.mark.django_db
ROUTES = ["self", "agency"]
TOPICS = [TOPIC, STALKING]


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue()


@pytest.fixture
def worker(client):
    """The client signed in as agency staff, which a self-referral does not mind."""
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("route", ROUTES)
def test_a_form_goes_from_the_first_page_to_the_reference(client, route, topic):
    response = send(client, route, topic=topic)

    assert response.status_code == REDIRECT
    assert response["Location"] == address(route, "sent", topic=topic)
    html = client.get(response["Location"]).content.decode()
    assert Referral.objects.get().reference in html


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("route", "phone", "promise"),
    [
        ("self", "07700900123", "We will try to call you"),
        ("self", "", "we will write to you by email"),
        ("agency", "07700900123", "We will try to call the person"),
        ("agency", "", "we will write to them by email"),
    ],
)
def test_the_last_page_promises_a_call_only_to_who_gave_a_number(client, route, phone, promise):
    sent = send_filled(client, route)["Location"]
    Participant.objects.update(phone=phone)

    html = " ".join(client.get(sent).content.decode().split())

    assert promise in html
    assert html.count("We will try to call") == bool(phone)


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("route", ROUTES)
def test_every_page_opens_with_its_progress_and_a_neutral_title(client, route, topic):
    doubts = {"accepts": "not_sure", "accepts_words": "Little."}
    pages = pages_for(route, topic, responsibility=doubts)
    pages["better-way"] = {"sees_need": "yes"}
    form = find_form(topic, route)
    client.post(address(route, "start", topic=topic))

    for step in form.steps:
        url = address(route, "page", step.slug, topic=topic)
        html = client.get(url).content.decode()
        title = html.split("<title>")[1].split("</title>")[0].lower()
        assert "question" in title
        assert not any(word in title for word in ("abuse", "violen", "harm", "drink", "stalk"))
        assert f"of {len(form.sections)}: " in html
        assert "perpetrator" not in html.lower()
        assert html.count("<h1") == 1, step.slug
        assert client.post(url, pages[step.slug]).status_code == 303


@pytest.mark.parametrize("slug", ["birth", "them", "equality"])
def test_jumping_ahead_leads_to_the_first_page_without_an_answer(client, slug):
    open_at(client, "self", "who")

    response = client.get(address("self", "page", slug))

    assert response["Location"] == address("self", "page", "who")


def test_a_page_that_is_not_in_the_form_is_not_there(client):
    open_at(client, "self", "who")

    assert client.get(address("self", "page", "no-such-page")).status_code == 404
    assert client.get("/refer/gambling/self/").status_code == 404
    assert client.get("/refer/gambling/self/birth/").status_code == 404


def test_check_and_sent_lead_back_to_what_is_missing(client):
    open_at(client, "self", "you")

    assert client.get(address("self", "check"))["Location"] == address("self", "page", "you")
    assert client.get(address("self", "sent"))["Location"] == address("self", "page", "you")


def test_an_error_is_shown_after_a_redirect_with_what_was_typed(client):
    open_at(client, "self", "birth")
    page = address("self", "page", "birth")

    response = client.post(
        page, {"born_on-day": "31", "born_on-month": "2", "born_on-year": "1990"}
    )

    assert (response.status_code, response["Location"]) == (REDIRECT, page)
    html = client.get(page).content.decode()
    assert "Your date of birth must be a real date" in html
    assert 'value="31"' in html
    assert client.get(address("self", "page", "area"))["Location"] == page


def test_one_way_to_reach_him_is_needed_and_the_telephone_has_two_more_questions(client):
    open_at(client, "self", "contact")
    page = address("self", "page", "contact")

    client.post(page, {})
    assert "Enter a phone number or an email address" in client.get(page).content.decode()
    client.post(page, {"phone": "07700 900123"})
    html = client.get(page).content.decode()
    assert "Select yes if we can leave a message" in html
    assert "Select yes if this phone is shared" in html
    response = client.post(page, {"email": "elan@example.org"})
    assert response["Location"] == address("self", "page", "readers")


def test_a_change_from_the_check_page_leads_back_to_it(client):
    open_at(client, "self")
    page = address("self", "page", "birth") + "?from=check"

    wrong = client.post(page, {"born_on-day": "1"})
    right = client.post(page, {"born_on-day": "1", "born_on-month": "2", "born_on-year": "1990"})

    assert wrong["Location"] == page
    assert right["Location"] == address("self", "check")
    assert "1 February 1990" in client.get(right["Location"]).content.decode()


def test_a_change_that_opens_a_page_leads_there_and_back_again_drops_it(client):
    open_at(client, "self")
    responsibility = address("self", "page", "responsibility") + "?from=check"

    opened = client.post(responsibility, {"accepts": "not_sure"})
    assert opened["Location"] == address("self", "page", "better-way") + "?from=check"
    client.post(opened["Location"], {"sees_need": "yes"})
    assert "in a better way" in client.get(address("self", "check")).content.decode()
    closed = client.post(responsibility, {"accepts": "yes"})

    assert closed["Location"] == address("self", "check")
    assert "in a better way" not in client.get(address("self", "check")).content.decode()
    client.post(address("self", "check"), {"declares": "on"})
    assert "better-way" not in Referral.objects.get().answers


def test_the_declaration_is_needed(client):
    url = open_at(client, "self")

    response = client.post(url, {})

    assert response["Location"] == url
    assert "Tick to say this is true" in client.get(url).content.decode()
    assert not Referral.objects.exists()


@pytest.mark.usefixtures("worker")
def test_an_agency_draft_belongs_to_its_account(client):
    open_at(client, "agency", "birth")
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))

    response = client.get(address("agency", "page", "birth"))

    assert response["Location"] == address("agency", "start") + "?gone=1"
    assert "no longer here" in client.get(address("agency", "start") + "?gone=1").content.decode()


@pytest.mark.parametrize("role", ["coordinator", "manager", "facilitator", "commissioner"])
def test_only_agency_staff_open_the_agency_form(client, role):
    client.force_login(UserFactory(**{role: True}))

    assert client.get(address("agency", "start")).status_code == 404
    assert client.post(address("agency", "start")).status_code == 404


def test_agency_staff_without_a_working_agency_open_nothing(client):
    client.force_login(UserFactory(agency_referrer=True))
    assert client.get(address("agency", "start")).status_code == 404
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory(is_active=False)))
    assert client.get(address("agency", "start")).status_code == 404


def test_the_agency_form_asks_for_a_sign_in(client):
    response = client.get(address("agency", "start"))

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_starting_again_deletes_the_earlier_draft(client):
    open_at(client, "self", "birth")
    assert (
        "You have started this form in this browser"
        in client.get(address("self", "start")).content.decode()
    )

    client.post(address("self", "start"))

    assert Draft.objects.count() == 1
    assert client.get(address("self", "page", "birth"))["Location"].endswith("/now/")


def test_the_cookie_is_for_this_browser_session_only_and_no_page_is_cached(client):
    response = client.post(address("self", "start"))

    cookie = response.cookies["enquiry-da-self"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
    assert cookie.value not in response["Location"]
    page = client.get(response["Location"])
    assert "no-store" in page["Cache-Control"]
    assert 'autocomplete="off"' in page.content.decode()
    assert not page.cookies.get(settings.SESSION_COOKIE_NAME)


def test_a_page_costs_two_queries_at_most(client, django_assert_max_num_queries):
    open_at(client, "self")
    for slug in ("birth", "area", "sharing", "them"):
        with django_assert_max_num_queries(2):
            assert client.get(address("self", "page", slug)).status_code == 200
    with django_assert_max_num_queries(3):
        assert client.get(address("self", "check")).status_code == 200


@pytest.mark.usefixtures("worker")
def test_the_referrer_is_filled_in_from_the_account_and_needs_the_work_domain(client):
    page = open_at(client, "agency", "referrer")
    answers = pages_for("agency")["referrer"]

    assert "@example.org" in client.get(page).content.decode()
    client.post(page, answers | {"referrer_email": "someone@example.test"})
    html = client.get(page).content.decode()

    assert "Enter your work email address, ending in @example.org" in html


def test_the_chooser_links_every_form(client):
    html = client.get("/refer/").content.decode()

    for topic in TOPICS:
        for route in ROUTES:
            assert f'href="/refer/{topic}/{route}/"' in html


def test_leaving_takes_the_way_back_to_the_answers_away(client):
    open_at(client, "self", "birth")

    client.get("/leave/")

    response = client.get(address("self", "page", "birth"))
    assert response["Location"] == address("self", "start") + "?gone=1"
