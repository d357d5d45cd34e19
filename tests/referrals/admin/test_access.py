"""Opening a referral: recorded before anything is shown, and absent where it is forbidden."""

import uuid

import pytest
from django.http import Http404

from referral_portal.audit.models import AuditEvent
from referrals.admin import access
from referrals.admin.access import opened
from referrals.models import NamedUser, Referral
from tests.factories.desk import NOW, make_referral, staff

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


def test_a_user_opens_what_the_rule_shows_them_and_nothing_else():
    open_one, restricted = make_referral(agency=True), make_referral(is_restricted=True)
    agency = open_one.referrer.agency
    named, manager = staff(coordinator=True), staff(manager=True)
    NamedUser.objects.create(referral=restricted, user=named, at=NOW)
    users = [named, staff(coordinator=True), manager, staff(auditor=True), staff(facilitator=True)]
    users += [staff(agency_referrer=True), staff(agency_referrer=True, agency=agency)]
    users += [staff(coordinator=True, is_active=False), staff(agency_referrer=True, agency=None)]

    def opens(user, referral):
        try:
            return opened(user, referral.pk, page="referral") == referral
        except Http404:
            return False

    def check():
        found = {}
        for user in users:
            seen = set(Referral.objects.visible_to(user))
            for referral in (open_one, restricted):
                found[user.pk, referral.pk] = opens(user, referral)
                assert found[user.pk, referral.pk] == (referral in seen)
        return found

    # Without a manager who can act every manager sees it.
    assert check()[manager.pk, restricted.pk]
    NamedUser.objects.create(referral=restricted, user=staff(manager=True), at=NOW)
    assert not check()[manager.pk, restricted.pk]
    assert check()[named.pk, restricted.pk]


def test_what_is_joined_is_not_read_again(django_assert_num_queries):
    referral = make_referral(agency=True)
    user = staff(coordinator=True)
    assert user.roles
    found = opened(user, referral.pk, page="referral")

    with django_assert_num_queries(0):
        assert found.participant.name == referral.participant.name
        assert found.referrer.agency.name == referral.referrer.agency.name
        assert found.district == referral.district
        assert found.programme is None
        assert found.answers == referral.answers
        assert not found.get_deferred_fields()
