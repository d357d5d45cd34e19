"""What the page of a referral says about who has it, and about who else is reading it."""

import datetime as dt
import html

import pytest
import time_machine
from django.urls import reverse

from referrals.assignments import hand_over, take
from referrals.enums import DECLINE_CODES
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anna(client):
    account = staff(coordinator=True, last_name="Anna")
    client.force_login(account)
    return account


@pytest.fixture
def berta():
    return staff(coordinator=True, last_name="Berta")


def address(referral, page):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def text(client, referral, page="change"):
    return html.unescape(client.get(address(referral, page)).content.decode())


def test_a_referral_of_a_colleague_who_left_says_so(client, anna, berta):
    referral = make_referral()
    take(referral_id=referral.pk, by=berta, now=NOW)
    assert "Account closed" not in text(client, referral)
    berta.is_active = False
    berta.save()
    assert "Account closed" in text(client, referral)


def test_the_history_says_who_had_it_and_why(client, anna, berta):
    referral = make_referral()
    take(referral_id=referral.pk, by=anna, now=NOW)
    hand_over(referral_id=referral.pk, to=berta, words="On leave.", by=anna, now=NOW)
    words = text(client, referral)
    assert "<strong>Taken</strong></p>" in words
    assert "<strong>Handed over</strong>: to Invented Berta" in words
    assert "On leave." in words


def test_a_referral_that_ended_stays_as_it_is(client, anna):
    referral = make_referral(status="declined", ended_at=NOW, ending_code=DECLINE_CODES[0])
    words = text(client, referral)
    assert "Take this referral" not in words
    assert address(referral, "hand_over") not in words


@pytest.mark.parametrize("page", ["change", "hold"])
def test_a_colleague_who_is_reading_it_is_named_for_some_minutes(client, anna, berta, page):
    referral = make_referral()
    client.force_login(berta)
    client.get(address(referral, "change"))
    client.force_login(anna)
    assert "Invented Berta is reading this: opened at 10:00." in text(client, referral, page)
    assert "Invented Anna is reading" not in text(client, referral, page)
    with time_machine.travel(NOW + dt.timedelta(minutes=6), tick=False):
        assert "is reading this" not in text(client, referral, page)
