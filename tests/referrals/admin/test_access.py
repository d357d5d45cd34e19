"""Opening a referral: recorded before anything is shown, and absent where it is forbidden."""

import uuid

import pytest
from django.http import Http404

from referral_portal.audit.models import AuditEvent
from referrals.admin import access
from referrals.admin.access import opened
from tests.factories.desk import make_referral, staff

pytestmark = pytest.mark.django_db


def test_opening_is_recorded_with_the_page():
    referral, user = make_referral(), staff(coordinator=True)

    assert opened(user, referral.pk, page="note") == referral

    event = AuditEvent.objects.get(action="referral.view")
    assert (event.actor_id, event.target_id) == (user.pk, str(referral.pk))
    assert event.data == {"page": "note"}


def test_an_absent_and_a_forbidden_referral_are_the_same_and_leave_no_record():
    referral = make_referral()
    for user, wanted in (
        (staff(coordinator=True), uuid.uuid4()),
        (staff(facilitator=True), referral.pk),
        (staff(agency_referrer=True), referral.pk),
    ):
        with pytest.raises(Http404):
            opened(user, wanted, page="referral")
    assert not AuditEvent.objects.filter(action="referral.view").exists()


def test_without_a_record_nothing_is_opened(monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("no record")

    monkeypatch.setattr(access, "record", fail)
    with pytest.raises(ValueError, match="no record"):
        opened(staff(coordinator=True), make_referral().pk, page="referral")
