"""The desk closes a form as a duplicate: it names the referral that stays open, or says that none does."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from referrals.models import StatusChange
from tests.factories.desk import NOW, make_person, make_referral, risk_typed, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture(autouse=True)
def _coordinator(client):
    client.force_login(staff(coordinator=True))


def address(referral, page):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def typed(**changes):
    """What the browser sends when a form is closed as a duplicate."""
    given = {"code": EndingCode.DUPLICATE, "words": "Twice.", "risk_holder": ""}
    return given | changes


@pytest.mark.parametrize("step", ["decline", "withdraw"])
def test_a_duplicate_names_the_referral_that_stays_open(client, step):
    first = make_referral(agency=True)
    second = make_referral(agency=True, person=make_person(person=first.participant.person))
    closed = make_referral(
        person=first.participant, status=Status.DECLINED, ended_at=NOW, ending_code="not_ready"
    )
    stranger = make_referral()

    page = client.get(address(second, step)).content.decode()
    assert first.reference in page
    assert "If you close this as a duplicate of another referral: nothing." in page
    assert closed.reference not in page
    assert stranger.reference not in page
    for wrong in ("", str(stranger.pk)):
        page = client.post(address(second, step), typed(duplicate_of=wrong))
        assert page.status_code == 200
        assert page.context["form"].errors.get("duplicate_of")
    assert "duplicate of another" not in client.get(address(stranger, step)).content.decode()
    client.post(address(second, step), typed(duplicate_of=str(first.pk)))

    assert StatusChange.objects.get().duplicate_of == first
    assert not OutgoingMessage.objects.exists()


def test_a_form_sent_by_mistake_asks_an_agency_who_holds_the_risk(client):
    referral = make_referral(agency=True)

    page = client.post(address(referral, "decline"), typed(duplicate_of="none"))
    assert page.context["form"].errors["risk_holder"]
    given = typed(duplicate_of="none", risk_holder="A. Worker")
    client.post(address(referral, "decline"), given)

    change = StatusChange.objects.get()
    assert (change.duplicate_of, change.risk_holder) == (None, "A. Worker")
    assert OutgoingMessage.objects.exists()


def test_another_reason_drops_the_duplicate(client):
    first = make_referral()
    second = make_referral(person=make_person(person=first.participant.person))

    given = typed(code=EndingCode.NOT_READY, duplicate_of=str(first.pk)) | risk_typed()
    client.post(address(second, "decline"), given)

    change = StatusChange.objects.get()
    assert (change.code, change.duplicate_of) == (EndingCode.NOT_READY, None)
