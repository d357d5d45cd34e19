"""A decision leads back to the list that it came from, at the same page."""

import datetime as dt
import html
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.urls import reverse

from referrals.admin.queue.returning import list_url, page_url
from referrals.admin.queue.which import LIST, WhichList
from referrals.models import NamedUser, Referral
from tests.factories.desk import NOW, make_referral, make_task, staff
from tests.factories.reviews import asked, declined

pytestmark = pytest.mark.django_db
QUEUE = "/admin/referrals/referral/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def desk(client):
    client.force_login(staff(coordinator=True))
    return client


def test_from_a_later_page_of_a_filtered_list_and_back_to_it(desk, settings):
    settings.QUEUE_PAGE_SIZE = 1
    for days in (3, 2, 1):
        make_referral(submitted_at=NOW - dt.timedelta(days=days))
    make_referral(agency=True, submitted_at=NOW - dt.timedelta(days=2))
    first = desk.get(f"{QUEUE}?route=self&sort=received")
    second = QUEUE + first.context["next_url"]
    (row,) = desk.get(second).context["rows"]

    referral = desk.get(row["url"])
    (hold,) = [step["url"] for step in referral.context["steps"] if "/hold/" in step["url"]]
    step = desk.get(hold)
    assert step.context["back"] == row["url"]
    done = desk.post(
        hold,
        {
            "review_on-day": "8", "review_on-month": "12", "review_on-year": "2026",
            "words": "Waiting for the court.",
        },
    )  # fmt: skip

    assert done.status_code == 302, done.content.decode()
    assert parse_qs(urlsplit(done["Location"]).query) == parse_qs(urlsplit(second).query)
    (after,) = desk.get(done["Location"]).context["rows"]
    assert after["reference"] not in {row["reference"], first.context["rows"][0]["reference"]}


def links_about(desk, referral, which) -> set[str]:
    """Return the links on the page of a referral that lead to another page about it."""
    page = desk.get(page_url("change", referral.pk, which)).content.decode()
    about = rf'href="(/admin/referrals/(?:referral/{referral.pk}|decisionreview)/[^"]+)"'
    return {html.unescape(link) for link in re.findall(about, page)}


@pytest.mark.sqlite
def test_every_page_about_a_referral_leads_back_to_the_list(desk):
    """A coordinator who amends an answer or draws a letter must not lose the filter and the place."""
    manager = staff(manager=True)
    which = WhichList(route="agency", sort="received")
    packed = urlencode({LIST: which.packed()})
    referral = declined(staff(coordinator=True), agency=True, answers={"name": {"name": "Abe"}})
    make_task(referral, by=manager)
    Referral.objects.update(is_restricted=True)
    NamedUser.objects.create(referral=referral, user=manager, at=NOW)
    desk.force_login(manager)

    links = links_about(desk, referral, which)  # a review can be asked for once
    asked(referral, manager, now=NOW + dt.timedelta(hours=1))
    links |= links_about(desk, referral, which)

    names = ["amend", "complaint", "contact", "letter", "named", "note", "review", "tasks"]
    for name in [*names, "decisionreview"]:
        assert any(f"/{name}/" in link for link in links), name
    for link in links:
        assert packed in link
        leads = desk.get(link, follow=True)
        assert leads.status_code == 200
        assert packed in html.unescape(leads.content.decode()), link


@pytest.mark.parametrize(
    "text", ["https://example.org/", "//example.org", "q=Canary", "status=x", "%"]
)
def test_an_address_that_we_did_not_write_leads_to_the_queue(desk, text):
    referral = make_referral()
    page = reverse("admin:referrals_referral_hold", args=[referral.pk])

    step = desk.get(page, {LIST: text})

    assert step.context["back"] == page_url("change", referral.pk, WhichList())


def test_the_start_of_the_queue_adds_nothing_to_an_address():
    referral = make_referral()
    assert list_url(WhichList()) == QUEUE
    assert page_url("change", referral.pk, WhichList()) == f"{QUEUE}{referral.pk}/change/"
