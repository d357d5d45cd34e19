"""The desk's page of a letter: a checked address, and a PDF."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals.enums import EndingCode
from referrals.letters import REASONS
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
