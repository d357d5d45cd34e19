"""The search of the desk: what it finds, what it says about that, and what it leaves nowhere."""

import datetime as dt
import logging

import pytest

from referral_portal.audit.models import AuditEvent
from referrals.enums import Status
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = pytest.mark.django_db
QUEUE = "/admin/referrals/referral/"


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Chambers", "Found by name."),
        ("07700900123", "Found by telephone number."),
        ("Chmabers", "These names are spelt similarly. There may be others: search by"),
    ],
)
def test_the_page_says_what_the_search_was_taken_for(client, coordinator, typed, words):
    wanted = make_referral(person=make_person("Ann Chambers", phone="07700900123"))

    page = client.post(QUEUE, {"q": typed})

    assert [row["reference"] for row in page.context["rows"]] == [wanted.reference]
    assert words in page.content.decode()


def test_a_search_that_finds_nothing_says_what_to_try(client, coordinator):
    page = client.post(QUEUE, {"q": "Zzyzx"}).content.decode()

    assert "No referral matches. Check the spelling" in page
    assert "0 referrals" not in page


def shown(response):
    return [row["reference"] for row in response.context["rows"]]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "typed", ["km {0}", "{1}", "tom EXAM", "Éxample", "27/3/1985", "27.03.1985", "me999zz"]
)
def test_search_finds_by_whatever_is_said_on_the_phone(client, coordinator, typed):
    wanted = make_referral(
        person=make_person("Tom Example", born_on=dt.date(1985, 3, 27), postcode="ME99 9ZZ"),
        status=Status.COMPLETED,
        ended_at=NOW,
        ending_code="completed_sessions",
    )
    make_referral(person=make_person("Somebody Else", born_on=dt.date(1990, 1, 1)))
    letters = wanted.reference.removeprefix("KM-")

    page = client.post(QUEUE, {"q": typed.format(letters.replace("-", " "), wanted.reference)})

    assert shown(page) == [wanted.reference]
    assert b"1 referral in every status" in page.content


@pytest.mark.parametrize("typed", ["", "a", "31/2/1985", "x" * 101])
def test_a_search_that_cannot_be_says_why(client, coordinator, typed):
    make_referral(name="axxx Canary")

    page = client.post(QUEUE, {"q": typed})

    assert page.status_code == 200
    assert b"There is a problem" in page.content
    assert b"Canary" not in page.content
    assert not AuditEvent.objects.filter(action="referral.search").exists()


@pytest.mark.sqlite
def test_a_search_is_recorded_by_whom_it_showed_and_never_by_what_was_typed(
    client, coordinator, caplog
):
    referral = make_referral(name="Canary Example")

    with caplog.at_level(logging.DEBUG):
        page = client.post(QUEUE, {"q": "canary"})

    event = AuditEvent.objects.get(action="referral.search")
    assert event.actor_id == coordinator.pk
    assert event.data == {"shown": [str(referral.pk)]}
    assert "canary" not in page.request["PATH_INFO"] + page.request["QUERY_STRING"]
    ours = [record for record in caplog.records if record.name != "django.db.backends"]
    assert not [record for record in ours if "anary" in record.getMessage()]
    assert "no-store" in page["Cache-Control"]


def test_a_term_in_the_address_is_not_a_search(client, coordinator):
    make_referral(name="Canary Example", status=Status.AWAITING_ALLOCATION)

    assert b"Canary" not in client.get(f"{QUEUE}?q=Canary").content


JUMP = "/admin/referrals/referral/jump/"


def test_the_box_in_the_header_opens_the_referral_whose_reference_was_typed(client, coordinator):
    wanted = make_referral()
    assert JUMP in client.get("/admin/").content.decode()

    done = client.post(JUMP, {"q": wanted.reference.lower().replace("-", " ")})

    assert done["Location"] == f"{QUEUE}{wanted.pk}/change/"


def test_the_box_in_the_header_searches_for_everything_else(client, coordinator):
    wanted = make_referral(name="Matthews Example")
    make_referral(name="Ada Matthews", reference="KM-MATT-HEWS")

    page = client.post(JUMP, {"q": "matthews"})

    assert len(shown(page)) == 2, "eight letters can be a reference and a name"
    assert shown(client.post(JUMP, {"q": "Example"})) == [wanted.reference]


def test_the_box_in_the_header_does_not_tell_of_a_hidden_referral(client, coordinator):
    hidden = make_referral(is_restricted=True)

    page = client.post(JUMP, {"q": hidden.reference})
    unknown = client.post(JUMP, {"q": "KM-ZZZZ-ZZZZ"})

    assert page.status_code == unknown.status_code == 200
    assert "No referral matches" in page.content.decode()


def test_the_box_in_the_header_is_for_the_desk_and_takes_no_address(client, coordinator):
    assert client.get(JUMP).status_code == 405
    for role in ("auditor", "facilitator", "agency_referrer"):
        client.force_login(staff(**{role: True}))
        assert client.post(JUMP, {"q": "Canary"}).status_code == 404
        assert JUMP not in client.get("/account/").content.decode()
