"""Check your answers: what another window has changed is read before it is sent."""

import pytest

from referrals.models import Referral
from tests.drawn import opened
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import address, make_catalogue, open_at, pages_for

pytestmark = pytest.mark.django_db
ROUTES = ["self", "agency"]
SENT = {"declares": "on"}
CHANGED = "Questions you answered again"


@pytest.fixture(autouse=True)
def catalogue():
    make_catalogue()


@pytest.fixture(autouse=True)
def worker(client):
    """The client signed in as agency staff, which a self-referral does not mind."""
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


def born(day: str) -> dict:
    return {"born_on-day": day, "born_on-month": "2", "born_on-year": "1990"}


@pytest.mark.parametrize("route", ROUTES)
def test_a_check_page_shows_what_another_window_changed_and_sends_nothing(client, route):
    check = open_at(client, route)
    in_tab_a = opened(client, check)
    client.post(address(route, "page", "birth"), born("23") | opened(client, check))

    answer = client.post(check, SENT | in_tab_a)

    assert not Referral.objects.exists()
    assert answer["Location"].startswith(check + "?since=")
    html = client.get(answer["Location"]).content.decode()
    assert CHANGED in html
    assert "Nothing has been sent" in html
    first = html.index("23 February 1990")
    assert html.index(CHANGED) < first < html.index('<h2 class="govuk-heading-m">', first)
    assert "Postcode" not in html[html.index(CHANGED) : html.index("</dl>")], "only what changed"


def test_after_reading_the_changes_the_form_is_sent_with_them(client):
    check = open_at(client, "self")
    in_tab_a = opened(client, check)
    client.post(address("self", "page", "birth"), born("23") | opened(client, check))
    read = client.post(check, SENT | in_tab_a)["Location"]

    answer = client.post(read, SENT | opened(client, read))

    assert answer["Location"] == address("self", "sent")
    assert Referral.objects.get().participant.born_on.day == 23


def test_a_sealed_page_that_was_replaced_is_named_and_not_shown(client):
    check = open_at(client, "self")
    in_tab_a = opened(client, check)
    typed = pages_for("self")["them"]
    client.post(address("self", "page", "them"), typed | opened(client, check))

    answer = client.post(check, SENT | in_tab_a)

    assert not Referral.objects.exists()
    html = client.get(answer["Location"]).content.decode()
    rows = html[html.index(CHANGED) : html.index("</dl>")]
    assert "Answered" in rows
    assert not any(
        value in html for value in typed.values() if isinstance(value, str) and len(value) > 5
    )


def test_the_same_answer_given_again_is_no_change(client):
    check = open_at(client, "self")
    in_tab_a = opened(client, check)
    typed = pages_for("self")["birth"]
    client.post(address("self", "page", "birth"), typed | opened(client, check))

    assert client.post(check, SENT | in_tab_a)["Location"] == address("self", "sent")


def test_the_check_page_of_a_form_that_was_started_again_sends_nothing(client):
    check = open_at(client, "self")
    of_the_first = opened(client, check)
    open_at(client, "self")

    answer = client.post(check, SENT | of_the_first)

    assert answer.status_code == 409
    assert not Referral.objects.exists()


def test_a_page_sent_twice_makes_one_referral_and_leads_to_its_reference(client):
    check = open_at(client, "self")
    drawn = opened(client, check)

    answers = [client.post(check, SENT | drawn) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {address("self", "sent")}
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("since", ["", "x", "-1", "²", "9" * 40])
def test_an_odd_version_in_the_address_shows_no_changes(client, since):
    check = open_at(client, "self")

    assert CHANGED not in client.get(f"{check}?since={since}").content.decode()
