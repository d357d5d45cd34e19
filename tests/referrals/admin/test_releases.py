"""The board of messages that wait for release."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from programmes.models import Closure
from referral_portal.outbox.enums import ReleaseBasis
from referral_portal.outbox.models import MessageRelease
from referrals.admin import releases
from tests.accounts.admin.test_message_list import make_message
from tests.factories.desk import NOW, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
BOARD = "/admin/referrals/referral/releases/"
DAY = 24 * 60


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def waits(event="accepted_participant", **fields):
    return make_message(event=event, status="waiting_release", sent_at=None, **fields)


def board(client, user) -> list[dict]:
    client.force_login(user)
    return client.get(BOARD).context["rows"]


def test_each_kind_has_its_count_and_the_age_of_the_oldest_in_working_time(client):
    Closure.objects.create(closed_on=NOW.date() - dt.timedelta(days=1), reason="Training")
    # NOW is a Tuesday: Monday was closed, and before it came a weekend.
    oldest = waits(age=4 * DAY)
    waits("accepted_referrer", age=60)
    waits("place_participant", age=120)
    make_message(age=9 * DAY)

    rows = board(client, staff(manager=True))

    assert [(row["kind"], row["count"], row["late"], row["age"]) for row in rows] == [
        ("Decision: accepted", "2", "1", "1 working day"),
        ("Place and first session", "1", "0", "2 hours"),
    ]
    assert rows[0]["oldest_url"].endswith(f"/{oldest.pk}/release/")
    assert rows[0]["url"].endswith("?state=waiting&kind=accepted")
    assert len(client.get(rows[0]["url"]).context["rows"]) == 2


def test_it_says_who_can_release_and_leads_a_coordinator_to_the_message(client):
    manager, oldest = staff(manager=True), waits()

    rows = board(client, staff(coordinator=True))

    assert rows[0]["oldest_url"].endswith(f"/{oldest.pk}/change/")
    assert client.get(rows[0]["oldest_url"]).status_code == 200
    assert str(manager) in client.get(BOARD).text


def test_no_hidden_referral_counts(client):
    hidden = make_referral(is_restricted=True)
    hidden.named_users.create(user=staff(manager=True), at=NOW)
    waits(referral=hidden)

    assert board(client, staff(coordinator=True)) == []
    assert "No message waits for release." in client.get(BOARD).text


def test_a_release_changes_nothing_until_the_message_leaves(client):
    message, manager = waits(age=60), staff(manager=True)
    before = board(client, manager), client.get("/admin/outbox/outgoingmessage/").context["rows"]
    MessageRelease.objects.create(
        message_id=message.pk, basis=ReleaseBasis.TOLD, not_before=NOW, released_at=NOW
    )

    after = board(client, manager), client.get("/admin/outbox/outgoingmessage/").context["rows"]

    assert after == before


@pytest.mark.parametrize("role", ["auditor", "administrator", "facilitator"])
def test_no_other_role_finds_it(client, role):
    client.force_login(staff(**{role: True}))
    assert client.get(BOARD).status_code == 404


def test_the_counts_are_capped_and_a_long_wait_is_cut_in_words(client, monkeypatch):
    for age in range(4):
        waits(age=age)
    monkeypatch.setattr(releases, "READ", 3)
    monkeypatch.setattr(releases, "MOST", 2)

    (row,) = board(client, staff(manager=True))

    assert row["count"] == "2+"
    assert "More than 3 messages wait." in client.get(BOARD).text


@pytest.mark.parametrize("number", [3, 30])
def test_it_costs_the_same_for_any_number_of_messages(client, django_assert_num_queries, number):
    for age in range(number):
        waits(age=age)
    client.force_login(staff(manager=True))
    client.get(BOARD)

    with django_assert_num_queries(8):
        client.get(BOARD)


def test_a_late_release_on_the_first_page_leads_to_the_board(client):
    waits(age=2 * DAY)
    client.force_login(staff(manager=True))

    (item,) = [
        one for one in client.get("/admin/").context["work"] if one.text == "Releases overdue"
    ]

    assert item.url == reverse("admin:referrals_referral_releases")


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (dt.timedelta(minutes=59), "Less than an hour"),
        (dt.timedelta(hours=1), "1 hour"),
        (dt.timedelta(hours=23, minutes=59), "23 hours"),
        (dt.timedelta(hours=24), "1 working day"),
        (dt.timedelta(hours=71), "2 working days"),
    ],
)
def test_a_working_time_is_said_in_days_or_hours(time, words):
    assert releases.working_words(time) == words
