"""The button that takes a referral, the page that hands it over, and what others read about it."""

import html

import pytest
import time_machine
from django.urls import reverse

from referrals.assignments import hand_over, take
from referrals.enums import EndingCode
from tests.drawn import opened, token_of
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral

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


def holder(referral):
    referral.refresh_from_db()
    return referral.assigned_to


def test_a_referral_that_has_ended_does_not_wait_for_a_coordinator(client, anna):
    over = make_referral(status="declined", ended_at=NOW, ending_code=EndingCode.NOT_READY)

    assert "is working on this" not in text(client, over)


def test_one_press_takes_a_referral_and_its_page_says_so(client, anna):
    referral = make_referral()
    page = client.get(address(referral, "change"))
    assert "No coordinator" in page.content.decode()

    after = client.post(address(referral, "take"), token_of(page), follow=True)

    assert holder(referral) == anna
    words = html.unescape(after.content.decode())
    assert f"You are working on {referral.reference} now." in words
    assert "You have been working on this" in words
    assert "Take this referral" not in words


def test_a_press_on_an_old_page_says_who_has_it(client, anna, berta):
    referral = make_referral()
    read = opened(client, address(referral, "change"))
    take(referral_id=referral.pk, by=berta, now=NOW)

    after = client.post(address(referral, "take"), read, follow=True)

    assert "Invented Berta has this referral since" in after.content.decode()
    assert holder(referral) == berta


def test_a_manager_can_hand_over_and_not_take(client, anna, berta):
    client.force_login(staff(manager=True))
    referral = make_referral()
    words = text(client, referral)
    assert "Take this referral" not in words
    assert address(referral, "hand_over") in words
    assert client.post(address(referral, "take")).status_code == 404


def test_it_is_handed_over_with_a_reason_and_the_history_shows_it(client, anna, berta):
    referral = make_referral()
    take(referral_id=referral.pk, by=berta, now=NOW)
    cora = staff(coordinator=True, last_name="Cora")
    where = address(referral, "hand_over")
    read = opened(client, where)
    refused = client.post(where, {"to": cora.pk, "words": ""} | read)
    assert "Enter why it is handed over" in refused.content.decode()
    assert holder(referral) == berta

    sent = {"to": cora.pk, "words": "Berta is ill."} | token_of(refused)
    after = client.post(where, sent, follow=True)

    assert holder(referral) == cora
    words = html.unescape(after.content.decode())
    assert f"Invented Cora is working on {referral.reference} now." in words
    assert "<strong>Handed over</strong>: to Invented Cora" in words
    assert "Berta is ill." in words


def test_a_page_that_a_colleague_overtook_changes_nothing_and_keeps_the_reason(client, anna, berta):
    referral = make_referral()
    take(referral_id=referral.pk, by=anna, now=NOW)
    where = address(referral, "hand_over")
    read = opened(client, where)
    hand_over(referral_id=referral.pk, to=berta, words="x", by=staff(manager=True), now=NOW)
    cora = staff(coordinator=True, last_name="Cora")

    page = client.post(where, {"to": cora.pk, "words": "On leave."} | read)

    words = html.unescape(page.content.decode())
    assert "Another user changed who works on this referral" in words
    assert "Invented Berta has it now." in words
    assert "On leave." in words
    assert holder(referral) == berta


def test_a_reason_is_asked_for_only_where_a_colleague_loses_it(client, anna, berta):
    referral = make_referral()
    assert "Why is it handed over? (optional)" in text(client, referral, "hand_over")
    take(referral_id=referral.pk, by=berta, now=NOW)
    assert "(optional)" not in text(client, referral, "hand_over")


def test_a_restricted_referral_offers_only_coordinators_who_are_named(client, anna, berta):
    restricted = restricted_referral(named=[anna])
    words = text(client, restricted, "hand_over")
    assert "Invented Anna" in words
    assert f'value="{berta.pk}"' not in words
    take(referral_id=restricted.pk, by=anna, now=NOW)
    assert "no other coordinator to whom" in text(client, restricted, "hand_over")
    client.force_login(berta)
    assert client.get(address(restricted, "hand_over")).status_code == 404
