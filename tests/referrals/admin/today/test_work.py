"""The lines of the desk's home."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals.contacts import record_contact
from referrals.enums import CallOutcome, ContactHow
from referrals.models import NextTry
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + HOUR, tick=False):
        yield


@pytest.fixture
def manager():
    return staff(manager=True)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def officer(manager):
    """A police officer's referral with a same-day sign."""
    return restricted_referral(danger_level=1)


def test_the_next_tries_that_are_due_are_counted(client, coordinator):
    client.force_login(coordinator)
    assert ("Next tries due", "0") in work(client)
    record_contact(
        referral_id=make_referral().pk,
        how=ContactHow.CALLED,
        result=CallOutcome.NO_ANSWER,
        next_try_at=NOW,
        by=coordinator,
        now=NOW,
    )

    assert ("Next tries due", "1") in work(client)
    NextTry.objects.update(at=NOW + 2 * HOUR)
    assert ("Next tries due", "0") in work(client)


def work(client) -> list[tuple[str, str]]:
    """The lines of the desk's home, each with its count."""
    response = client.get("/admin/")
    return [(item.text, item.count) for item in response.context["work"]]


def test_danger_reaches_the_managers_the_same_day_and_they_are_asked_for_names(
    client, officer, manager, coordinator
):
    client.force_login(manager)
    work = {item.text: item for item in client.get(reverse("admin:index")).context["work"]}
    assert work["Danger: same day"].is_urgent
    assert work["Forms that wait for names"].count == "1"
    assert officer.reference in client.get(work["Forms that wait for names"].url).text

    officer.named_users.create(user=coordinator, at=NOW)
    again = {item.text for item in client.get(reverse("admin:index")).context["work"]}
    assert "Forms that wait for names" not in again
