"""Notes released to a role, and what the page of a referral must never hint at."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from referrals.models import CardAudience, CardBasis, KeepApart, ReleasedCard
from tests.factories.desk import NOW, make_referral, staff
from tests.unchanging import unchanging

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


def address(referral, page="change"):
    return reverse(f"admin:referrals_referral_{page}", args=[getattr(referral, "pk", referral)])


def text(client, referral):
    response = client.get(address(referral))
    assert response.status_code == 200
    return response.content.decode()


def card(referral, text, *, sequence=1, audience=CardAudience.COORDINATOR, days=5):
    return ReleasedCard.objects.create(
        referral_id=referral.pk,
        audience=audience,
        basis=CardBasis.AGREED,
        text=text,
        expires_on=NOW.date() + dt.timedelta(days=days),
        sequence=sequence,
        released_at=NOW,
    )


# -- Released notes ---------------------------------------------------------------------------------
def test_a_note_is_shown_to_its_audience_only(client, coordinator):
    referral = make_referral()
    card(referral, "Canary for the coordinator")
    card(referral, "Canary for the manager", audience=CardAudience.MANAGER)
    card(referral, "Canary for the group", audience=CardAudience.FACILITATORS)

    page = text(client, referral)
    assert page.count("Canary") == 1
    assert "Canary for the coordinator" in page

    client.force_login(staff(manager=True))
    page = text(client, referral)
    assert page.count("Canary") == 1
    assert "Canary for the manager" in page


def test_only_the_newest_note_counts_also_when_it_has_run_out(client, coordinator):
    referral = make_referral()
    card(referral, "Canary old", sequence=1)
    card(referral, "Canary new", sequence=2, days=0)
    assert "Canary old" not in text(client, referral)
    assert "Canary new" in text(client, referral)

    card(referral, "Canary over", sequence=3, days=-1)
    assert "Canary" not in text(client, referral)


# -- What it never shows ----------------------------------------------------------------------------
def test_the_page_is_the_same_whatever_is_sealed_or_kept_apart(client, coordinator):
    referral = make_referral()
    before = unchanging(text(client, referral))
    KeepApart.objects.create(
        referral_id=referral.pk, other_referral_id=uuid.uuid4(), sequence=1, released_at=NOW
    )

    after = unchanging(text(client, referral))

    assert after == before
    assert str(referral.envelope_id) not in after
    for word in ("victim", "sealed", "envelope", "partner", "apart", "safeguarding"):
        assert word not in after.lower()


def test_the_title_holds_no_name(client, coordinator):
    page = text(client, make_referral(name="Canary Example"))

    assert "Canary" not in page[page.index("<title>") : page.index("</title>")]
