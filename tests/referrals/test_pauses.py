"""Putting a referral on hold until a review date, through the desk's pages."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals import workflow
from referrals.enums import Status
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db

QUEUE = "/admin/referrals/referral/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def address(referral, page):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def hold(client, referral, *, days=7, version=1):
    day = NOW.date() + dt.timedelta(days=days)
    boxes = {f"review_on-{part}": getattr(day, part) for part in ("day", "month", "year")}
    return client.post(
        address(referral, "hold"), boxes | {"version": version, "words": "In hospital."}
    )


@pytest.mark.sqlite
@pytest.mark.parametrize("before", [Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED])
def test_a_hold_remembers_where_it_came_from(client, before):
    client.force_login(staff(coordinator=True))
    referral = make_referral()
    if before == Status.INFORMATION_REQUESTED:
        workflow.request_information(
            referral_id=referral.pk, question="When?", by=staff(coordinator=True), now=NOW
        )
    referral.refresh_from_db()
    hold(client, referral, version=referral.version)
    referral.refresh_from_db()
    assert (referral.status, str(referral.review_on)) == (Status.ON_HOLD, "2026-12-08")
    hold(client, referral, days=14, version=referral.version)  # a new day, nothing forgotten
    referral.refresh_from_db()

    client.post(address(referral, "off-hold"), {"version": referral.version, "words": ""})

    referral.refresh_from_db()
    assert (referral.status, referral.review_on) == (before, None)


def test_a_hold_has_an_end_that_is_near(client):
    client.force_login(staff(coordinator=True))
    referral = make_referral()
    response = hold(client, referral, days=29)
    (refusal,) = response.context["form"].errors["review_on"]
    assert "must be on or before 29 December 2026" in refusal


def test_a_review_that_is_over_is_seen_on_the_desk(client):
    client.force_login(staff(coordinator=True))
    referral = make_referral(name="Held Example")
    hold(client, referral)
    with time_machine.travel(NOW + dt.timedelta(days=8), tick=False):
        client.force_login(staff(coordinator=True))
        assert "Overdue" in client.get(address(referral, "change")).content.decode()
        listed = client.get(QUEUE, {"status": "paused", "overdue": "1"}).content.decode()
        assert "Held Example" in listed
        assert "8 Dec 2026" in listed
        assert "Reviews due" in client.get("/admin/").content.decode()
