"""The desk's page of a letter: a checked address, and a PDF."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals.enums import CallBackStatus, EndingCode
from referrals.letters import REASONS
from referrals.models import CallBack
from tests.factories.desk import NOW, staff
from tests.referrals.test_letters import HOLDER, address, declined, release, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def test_the_person_is_told_why_in_our_words_at_the_checked_address(client, coordinator):
    referral = declined(coordinator)
    release(referral)

    page = client.get(address(referral)).content.decode()
    unchecked = client.post(address(referral), {})
    letter = client.post(address(referral), {"is_checked": "on"})

    assert "1 Example Street<br>" in page
    assert "Check the address first" in unchecked.content.decode()
    assert letter["Content-Disposition"] == f'attachment; filename="{referral.reference}.pdf"'
    text = words(letter)
    assert "1 Example Street Maidstone ME14 1XX" in text
    assert REASONS[EndingCode.SENTENCED][0] in text
    for never in ("Canary", HOLDER, "Invented Worker", "abuse", "stalk"):
        assert never not in text
    event = AuditEvent.objects.get(action="referral.letter")
    assert event.actor_id == coordinator.pk
    assert event.data["audience"] == "participant"
    assert event.data["address_checked"] is True


def test_the_referrer_reads_who_holds_the_risk(client, coordinator):
    referral = declined(coordinator)
    release(referral)

    text = words(client.post(address(referral, "referrer")))

    assert "Who holds the risk now" in text
    assert HOLDER in text
    assert REASONS[EndingCode.SENTENCED][1] in text
    for never in ("Canary", "Invented Person", "Example Street"):
        assert never not in text
    assert HOLDER in client.get(
        reverse("admin:referrals_referral_change", args=[referral.pk])
    ).content.decode().replace("&#x27;", "’")


def test_without_an_address_there_is_no_letter(client, coordinator):
    referral = declined(coordinator, address="")
    release(referral)

    shown = client.post(address(referral), {"is_checked": "on"})

    assert "We have no postal address" in shown.content.decode()


def test_a_name_that_cannot_be_printed_stops_the_letter_and_adds_one_call(client, coordinator):
    referral = declined(
        coordinator, name="Sam 🙂 Invented", phone="07700900123", best_time="Mondays", email=""
    )
    release(referral)

    first = client.get(address(referral)).content.decode()
    for _ in range(2):
        shown = client.post(address(referral), {"is_checked": "on"})

    assert "Name in Latin letters, for the envelope and the letter" in first
    page = shown.content.decode()
    assert shown["Content-Type"].startswith("text/html")
    assert (
        "We did not create the letter. Our fonts cannot print this in “Sam 🙂 Invented” and “Dear "
        "Sam 🙂 Invented,”: 🙂 (slightly smiling face). Write the name in Latin letters for the "
        "envelope, or call. We have added a call to the list of call-backs."
    ) in page
    call = CallBack.objects.get()
    assert (call.referral, call.status, call.taken_by) == (
        referral, CallBackStatus.WAITING, coordinator,
    )  # fmt: skip
    assert (call.phone, call.safe_times) == ("07700900123", "Mondays")
    assert "Sam 🙂" in client.get(reverse("admin:referrals_callback_changelist")).content.decode()
    one = client.get(reverse("admin:referrals_callback_change", args=[call.pk])).content.decode()
    assert referral.reference in one
    assert "In place of a letter that we could not print" in one
    assert not AuditEvent.objects.filter(action="referral.letter").exists()


def test_a_name_in_latin_letters_goes_on_the_envelope_and_into_the_letter(client, coordinator):
    referral = declined(coordinator, name="\U00016a40\U00016a41", known_as="")
    release(referral)

    typed = {"is_checked": "on", "latin_name": "Ma Invented"}
    text = words(client.post(address(referral), typed))

    assert "Ma Invented 1 Example Street" in text
    assert "Dear Ma Invented," in text
    assert not CallBack.objects.exists()


def test_a_street_that_cannot_be_printed_leaves_only_the_call(client, coordinator):
    referral = declined(coordinator, address="1 🙂 Street", phone="07700900123")
    release(referral)

    shown = client.post(address(referral), {"is_checked": "on"}).content.decode()

    assert "in “1 🙂 Street”: 🙂 (slightly smiling face). Call. We have added a call" in shown
    assert "Latin letters" not in shown


def test_without_a_number_the_page_says_so_and_adds_no_call(client, coordinator):
    referral = declined(coordinator, name="Sam 🙂", phone="")
    release(referral)

    shown = client.post(address(referral), {"is_checked": "on"}).content.decode()

    assert "There is no telephone number for this person." in shown
    assert not CallBack.objects.exists()


def test_a_name_in_another_script_needs_nothing_more(client, coordinator):
    referral = declined(coordinator, name="सीता गुरुङ")
    release(referral)

    assert "Latin letters" not in client.get(address(referral)).content.decode()
    assert client.post(address(referral), {"is_checked": "on"})["Content-Type"] == "application/pdf"
