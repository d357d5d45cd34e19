"""A form with a caller: one referral, marked as such, a conversation on record, one call-back settled."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referrals.caller_forms import start_with_caller
from referrals.contacts import record_call
from referrals.danger_signs import Level
from referrals.enums import CallBackStatus, CallOutcome, ContactHow, Route, Status
from referrals.models import Draft, Referral
from referrals.open_signs import open_signs
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.referrals import make_catalogue, open_at, pages_for, send_filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    make_catalogue()
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def test_the_form_becomes_a_self_referral_that_names_who_filled_it_in(client, coordinator):
    send_filled(client, "caller")

    referral = Referral.objects.get()
    assert (referral.route, referral.status) == (Route.SELF, Status.AWAITING_TRIAGE)
    assert (referral.filled_in_by, referral.referrer) == (coordinator, None)
    assert referral.answers["read-out"]["read_out"] is True
    assert referral.status_changes.get().by == coordinator
    (contact,) = referral.contacts.all()
    assert (contact.how, contact.result) == (ContactHow.PHONED_US, CallOutcome.REACHED)
    assert (contact.by, contact.number) == (coordinator, 1)
    submitted = AuditEvent.objects.get(action="referral.submit")
    assert submitted.actor_id == coordinator.pk


def test_a_call_back_is_settled_by_the_form_that_it_led_to(client, coordinator):
    asked = CallBackFactory()
    record_call(call_back_id=asked.pk, result=CallOutcome.REACHED, by=coordinator, now=NOW)

    url = open_at(client, "caller", query=f"?call-back={asked.pk}")
    client.post(url, {"declares": "on"})

    referral = Referral.objects.get()
    asked.refresh_from_db()
    assert (asked.referral, asked.status) == (referral, CallBackStatus.REFERRED)
    assert referral.contacts.get().how == ContactHow.CALLED


def test_a_call_back_that_was_deleted_meanwhile_loses_no_form(client, coordinator):
    asked = CallBackFactory()
    url = open_at(client, "caller", query=f"?call-back={asked.pk}")
    assert Draft.objects.get().call_back_id == asked.pk
    asked.delete()

    client.post(url, {"declares": "on"})

    assert Referral.objects.get().filled_in_by == coordinator


def test_signs_of_danger_stay_open(client, coordinator):
    send_filled(client, "caller", pages=pages_for("caller", what={"behaviours": ["choked"]}))

    referral = Referral.objects.get()
    assert referral.danger_level == Level.SAME_DAY
    assert open_signs(referral, coordinator)
    assert not referral.closed_signs.exists()


def test_sent_twice_it_is_one_referral_and_one_conversation(client, coordinator):
    url = open_at(client, "caller")
    client.post(url, {"declares": "on"})
    client.post(url, {"declares": "on"})

    assert Referral.objects.get().contacts.count() == 1


def test_a_call_back_that_led_to_a_referral_starts_no_second_form(coordinator):
    led = CallBackFactory(referral=make_referral(), status=CallBackStatus.REFERRED)

    with pytest.raises(Refusal):
        start_with_caller(pathway="stalking", call_back_id=led.pk, by=coordinator, now=NOW)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("role", ["manager", "facilitator", "agency_referrer"])
def test_only_a_coordinator_starts_one(role):
    with pytest.raises(PermissionDenied):
        start_with_caller(
            pathway="stalking", call_back_id=uuid.uuid4(), by=staff(**{role: True}), now=NOW
        )
