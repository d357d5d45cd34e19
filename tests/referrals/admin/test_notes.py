"""The page of a note: it says that the note was sent, and nothing more."""

import pytest
from django.urls import reverse

from referral_portal.sealing.models import SealedEnvelope
from tests.factories.desk import make_referral, staff
from tests.unchanging import unchanging

pytestmark = pytest.mark.django_db


WORDS = "CANARY she can be called on 01632 960777 after 6pm"


def address(referral, page="note"):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_after_sending_only_sent_is_shown_and_then_nothing(client, role):
    referral = make_referral()
    client.force_login(staff(**{role: True}))
    before = unchanging(client.get(address(referral, "change")).content.decode())
    assert address(referral) in before

    response = client.post(address(referral), {"words": WORDS})

    assert response["Location"] == address(referral, "change")
    sent = client.get(response["Location"]).content.decode()
    assert "Your note has been sent." in sent
    again = unchanging(client.get(response["Location"]).content.decode())
    assert again == before
    form = client.get(address(referral)).content.decode()
    for page in (sent, again, form):
        assert "CANARY" not in page


def test_an_empty_note_and_one_that_cannot_be_sealed_are_errors_of_the_form(client):
    referral = make_referral()
    client.force_login(staff(coordinator=True))
    before = SealedEnvelope.objects.count()

    empty = client.post(address(referral), {"words": ""}).content.decode()
    too_long = client.post(address(referral), {"words": "😀" * 2000}).content.decode()

    assert "Tell the link worker what you want them to know" in empty
    assert "This is too long to seal. Shorten it." in too_long
    assert 'href="#id_words"' in too_long
    assert SealedEnvelope.objects.count() == before


def test_the_title_and_the_address_hold_no_name(client):
    referral = make_referral(name="Canary Example")
    client.force_login(staff(coordinator=True))

    page = client.get(address(referral)).content.decode()

    assert "Canary" not in page[page.index("<title>") : page.index("</title>")]


def test_only_reading_and_sending_are_possible(client):
    referral = make_referral()
    client.force_login(staff(coordinator=True))

    assert client.put(address(referral)).status_code == 405
