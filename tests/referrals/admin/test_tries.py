"""The list of the next tries."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals.contacts import record_call, record_contact
from referrals.enums import CallOutcome, ContactHow
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
TRIES = "/admin/referrals/referral/calls/?status=tries"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + HOUR, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def address(referral, page="contact"):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def text(client, path) -> str:
    return client.get(path).content.decode()


def test_next_tries_are_listed_the_earliest_first_without_a_number(client, coordinator):
    later, due = make_referral(name="Lara Later"), make_referral(name="Dora Due")
    call_back = CallBackFactory(name="Casey Invented")
    for referral, hours in ((later, 5), (due, 0)):
        record_contact(
            referral_id=referral.pk,
            how=ContactHow.CALLED,
            result=CallOutcome.NO_ANSWER,
            next_try_at=NOW + hours * HOUR,
            by=coordinator,
            now=NOW,
        )
    record_call(
        call_back_id=call_back.pk,
        result=CallOutcome.NO_ANSWER,
        next_try_at=NOW + 2 * HOUR,
        by=coordinator,
        now=NOW,
    )

    rows = client.get(TRIES).context["rows"]

    assert [(row["name"], row["is_due"]) for row in rows] == [
        ("Dora Due", True), ("Casey Invented", False), ("Lara Later", False),
    ]  # fmt: skip
    assert due.participant.phone not in text(client, TRIES)
    assert address(due) in text(client, TRIES)
