"""The queue: what it shows, in which order, at which cost, and what a search never leaves behind."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.enums import Pathway
from referral_portal.common.seconds_old import SecondsOld
from referral_portal.outbox import heartbeat
from referrals.admin.queue import listing
from referrals.enums import Status
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db

QUEUE = "/admin/referrals/referral/"
# Session, account, roles, districts, the list and its length, other forms, the sign of life.
QUEUE_BUDGET = 7
# Districts and the sign of life are asked once in some seconds.
KEPT_BUDGET = 5
# The same without districts and list; the matches, and the record in its savepoint.
SEARCH_BUDGET = 7


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def shown(response):
    return [row["reference"] for row in response.context["rows"]]


def queries_of(ask):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert ask().status_code == 200
    return len([query for query in caught if "SAVEPOINT" not in query["sql"]])


# -- What it shows ------------------------------------------------------------------------------
def test_what_waits_stands_there_the_oldest_first(client, coordinator):
    newer = make_referral(submitted_at=NOW)
    older = make_referral(
        submitted_at=NOW - dt.timedelta(days=1), status=Status.INFORMATION_REQUESTED
    )
    make_referral(status=Status.AWAITING_ALLOCATION, name="Canary Placed")

    page = client.get(QUEUE)

    assert shown(page) == [older.reference, newer.reference]
    assert b"Canary Placed" not in page.content
    assert b"2 referrals, most urgent danger signs first, then oldest first" in page.content


def test_a_row_says_what_a_coordinator_needs(client, coordinator):
    make_referral(
        name="Tom Example",
        agency=True,
        district=DistrictFactory(name="Swale"),
        due_on=NOW.date() - dt.timedelta(days=1),
        wants_call=["responsibility"],
        needs_prompt_call=True,
    )

    page = client.get(QUEUE).content.decode()

    for words in ("Tom Example", "Agency", "Domestic abuse", "Swale", "Awaiting triage"):
        assert words in page
    for flag in ("Overdue", "Call soon", "Asked to talk by phone", "30 Nov 2026"):
        assert flag in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=awaiting_allocation", {"placed"}),
        ("status=all", {"placed", "late", "stalking", "agency", "swale"}),
        ("overdue=1", {"late"}),
        ("route=agency", {"agency"}),
        ("pathway=stalking", {"stalking"}),
        ("district=swale", {"swale"}),
        ("district=nowhere&status=x&route=y", {"late", "stalking", "agency", "swale"}),
    ],
)
def test_filters_are_plain_links(client, coordinator, query, expected):
    kinds = {
        "placed": make_referral(status=Status.AWAITING_ALLOCATION),
        "late": make_referral(due_on=NOW.date() - dt.timedelta(days=1)),
        "stalking": make_referral(pathway=Pathway.STALKING),
        "agency": make_referral(agency=True),
        "swale": make_referral(district=DistrictFactory(code="swale")),
    }

    page = client.get(f"{QUEUE}?{query}")

    assert set(shown(page)) == {kinds[kind].reference for kind in expected}


def test_the_manager_reads_the_queue_and_the_others_do_not_find_it(client):
    make_referral(name="Canary Example")
    client.force_login(staff(manager=True))
    assert b"Canary Example" in client.get(QUEUE).content

    for role in ("auditor", "administrator", "facilitator", "agency_referrer"):
        client.force_login(staff(**{role: True}))
        assert client.get(QUEUE).status_code == 404
        assert client.post(QUEUE, {"q": "Canary"}).status_code == 404


def test_no_more_than_a_hundred_are_counted(client, coordinator, settings, monkeypatch):
    # As behind a pool, where the whole text of every statement is sent.
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    settings.QUEUE_PAGE_SIZE = 5
    person, district = make_person(), DistrictFactory()
    for _ in range(101):
        make_referral(person=person, district=district)

    with CaptureQueriesContext(connection) as caught:
        page = client.get(QUEUE)

    assert b"More than 100 referrals" in page.content
    [counts] = [query["sql"] for query in caught if "count(" in query["sql"].lower()]
    assert re.findall(r"count\(\*\) AS n FROM \(SELECT [^;]* LIMIT (\d+)\) AS one", counts) == [
        "101"
    ]


def test_the_waiting_list_leads_to_where_places_are_given(client, coordinator):
    referral = make_referral(status=Status.AWAITING_ALLOCATION)

    waiting = client.get(f"{QUEUE}?status=awaiting_allocation").content.decode()
    assert "see the cohorts" in waiting
    assert reverse("admin:cohorts_cohort_waiting") in waiting
    page = reverse("admin:referrals_referral_change", args=[referral.pk])
    assert "see the cohorts" in client.get(page).content.decode()


@pytest.mark.sqlite
# -- Page by page -------------------------------------------------------------------------------
def test_paging_shows_everybody_once_forwards_and_backwards(client, coordinator, settings):
    settings.QUEUE_PAGE_SIZE = 3
    person, district = make_person(), DistrictFactory()
    wanted = []
    for number in range(8):
        status = (Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED)[number % 2]
        # Two share each moment, so that only the id tells them apart.
        moment = NOW - dt.timedelta(days=9 - number // 2)
        referral = make_referral(
            person=person, district=district, status=status, submitted_at=moment
        )
        wanted.append((moment, referral.id.hex, referral.reference))
    wanted = [reference for _, _, reference in sorted(wanted)]

    pages, address = [], QUEUE
    while address:
        response = client.get(address)
        pages.append(shown(response))
        last, address = response, QUEUE + response.context["next_url"]
        if not response.context["next_url"]:
            break
    assert pages == [wanted[:3], wanted[3:6], wanted[6:]]

    back = client.get(QUEUE + last.context["previous_url"])
    assert shown(back) == wanted[3:6]
    first = client.get(QUEUE + back.context["previous_url"])
    assert shown(first) == wanted[:3]
    assert first.context["previous_url"] == ""


def test_paging_keeps_the_filters_and_carries_nothing_about_a_person(client, coordinator, settings):
    settings.QUEUE_PAGE_SIZE = 1
    for _ in range(2):
        make_referral(name="Canary Example")

    address = client.get(f"{QUEUE}?route=self").context["next_url"]

    assert "route=self" in address
    assert "anary" not in address


@pytest.mark.parametrize("text", ["", "x", "~", "2026-01-01T00:00:00~x", "9" * 500 + "~1"])
def test_a_broken_place_in_the_list_is_the_first_page(client, coordinator, text):
    referral = make_referral()

    assert shown(client.get(QUEUE, {"after": text})) == [referral.reference]


# -- Cost ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("ask", ["queue", "search"])
def test_queries_are_the_same_for_three_and_thirty(client, coordinator, ask):
    def look():
        if ask == "search":
            return client.post(QUEUE, {"q": "invented"})
        return client.get(QUEUE)

    person, district = make_person(), DistrictFactory()
    for _ in range(3):
        make_referral(person=person, district=district)
    look()  # the first page of a session also notes the time
    few = queries_of(look)
    for _ in range(27):
        make_referral(person=person, district=district)
    many = queries_of(look)

    assert few == many
    assert many <= {"queue": QUEUE_BUDGET, "search": SEARCH_BUDGET}[ask]


def test_most_pages_ask_neither_for_districts_nor_for_signs_of_life(
    client, coordinator, settings, monkeypatch
):
    settings.KEPT_SECONDS = 60
    # Not those of other tests.
    for module, name in ((listing, "_DISTRICTS_TO_CHOOSE"), (heartbeat, "_SIGNS_FOR_PAGES")):
        monkeypatch.setattr(module, name, SecondsOld(getattr(module, name)._ask))
    make_referral(district=DistrictFactory(name="Swale"))
    client.get(QUEUE)

    assert queries_of(lambda: client.get(QUEUE)) <= KEPT_BUDGET


def test_the_first_page_counts_what_waits(client, coordinator):
    make_referral(due_on=NOW.date() - dt.timedelta(days=1))
    make_referral(status=Status.AWAITING_ALLOCATION)

    work = {item.text: item for item in client.get(reverse("admin:index")).context["work"]}

    assert (work["Overdue"].count, work["Queue"].count, work["Waiting list"].count) == ("1",) * 3
    assert work["Overdue"].is_urgent
    assert len(shown(client.get(work["Overdue"].url))) == 1
    assert len(client.get(work["Waiting list"].url).context["rows"]) == 1
