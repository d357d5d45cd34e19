"""One row of the queue: which dates and flags it shows."""

import datetime as dt

import pytest

from referrals.admin.queue.rows import COLUMNS, rows_of
from referrals.admin.queue.which import WhichList
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral

pytestmark = pytest.mark.django_db


def row(referral, which=None):
    """Return the row of a referral, as the queue reads it."""
    rows = Referral.objects.values(*COLUMNS).filter(pk=referral.pk)
    [found] = rows_of(rows, NOW, which or WhichList())
    return found


def test_a_referral_to_decide_shows_the_moment_of_the_decision():
    late = make_referral(due_on=NOW.date() - dt.timedelta(days=1))
    today = make_referral(due_on=NOW.date())

    assert row(late)["is_overdue"]
    assert not row(today)["is_overdue"]
    assert row(today)["is_today"]


def test_a_referral_on_hold_shows_its_review_date():
    review_on = NOW.date() - dt.timedelta(days=1)
    found = row(make_referral(status="on_hold", review_on=review_on))

    assert found["due"] == "30 Nov 2026"
    assert found["is_overdue"]


def test_a_row_without_signs_of_danger_shows_none():
    assert row(make_referral())["danger"] == ""
    assert row(make_referral(danger_level=1))["danger"] == "Danger: same day"


def test_the_link_carries_the_list_to_come_back_to():
    referral = make_referral()
    assert row(referral)["url"].endswith("/change/")
    assert "?list=route%3Dself" in row(referral, WhichList(route="self"))["url"]
