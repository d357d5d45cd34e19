"""The list of what agencies answered or added, and the button that marks it as read."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals import agency
from referrals.models import Addition, Question, Referral
from tests.factories.desk import NOW, staff
from tests.factories.questions import ask, refer

pytestmark = pytest.mark.django_db
RECEIVED = "/admin/referrals/referral/received/"
BUDGET = 6


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def answered(coordinator):
    referral, worker = refer()
    ask(referral, by=coordinator, question="Canary question?")
    agency.answer_question(
        referral_id=referral.pk, number=1, answer="Canary answer.", by=worker, now=NOW
    )
    agency.add_information(referral_id=referral.pk, words="Canary more.", by=worker, now=NOW)
    return referral


def mark(client, name, referral):
    return client.post(reverse(f"admin:referrals_referral_{name}", args=[referral.pk, 1]))


def test_an_answer_and_an_addition_are_listed_until_they_are_marked(client, coordinator):
    referral = answered(coordinator)
    html = client.get(RECEIVED).content.decode()
    for words in ("Canary question?", "Canary answer.", "Canary more.", referral.reference):
        assert words in html

    for name in ("read_answer", "read_addition"):
        assert mark(client, name, referral).url == RECEIVED

    assert "Canary" not in client.get(RECEIVED).content.decode()
    assert (Question.objects.get().read_at, Addition.objects.get().read_at) == (
        NOW + dt.timedelta(hours=1),
    ) * 2


def test_a_manager_reads_the_list_and_marks_nothing(client, coordinator):
    referral = answered(coordinator)
    client.force_login(staff(manager=True))

    assert "Mark as read" not in client.get(RECEIVED).content.decode()
    assert mark(client, "read_answer", referral).status_code == 404


def test_a_restricted_referral_is_not_on_the_list(client, coordinator):
    referral = answered(coordinator)
    Referral.objects.update(is_restricted=True)

    assert "Canary" not in client.get(RECEIVED).content.decode()
    assert mark(client, "read_answer", referral).status_code == 404


def test_a_late_answer_is_listed_with_who_owes_it(client, coordinator):
    referral, _ = refer()
    ask(referral, by=coordinator)
    assert referral.reference not in client.get(RECEIVED).content.decode()

    with time_machine.travel(dt.datetime(2026, 12, 9, 10, tzinfo=dt.UTC), tick=False):
        client.force_login(coordinator)
        html = client.get(RECEIVED).content.decode()
    assert referral.reference in html
    assert str(referral.referrer.agency) in html


def test_the_first_page_counts_what_nobody_has_read(client, coordinator):
    name = answered(coordinator).participant.name
    html = client.get("/admin/").content.decode()

    assert "Answers received" in html
    assert f'href="{RECEIVED}"' in html
    assert f'<span class="today-list__name">{name}</span>' in html
    Referral.objects.update(is_restricted=True)
    assert name not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_at_3_and_at_30(
    client, coordinator, django_assert_num_queries, count
):
    for _ in range(count):
        answered(coordinator)
    client.get(RECEIVED)
    with django_assert_num_queries(BUDGET):
        client.get(RECEIVED)
