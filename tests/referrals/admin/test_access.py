"""Opening a referral: recorded before anything is shown, and absent where it is forbidden."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from referral_portal.audit.models import AuditEvent
from referrals.admin import access
from referrals.admin.access import opened
from referrals.models import NamedUser, RecentLook, Referral
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


def test_opening_is_recorded_with_the_page():
    referral, user = make_referral(), staff(coordinator=True)

    assert opened(user, referral.pk, page="note") == referral

    event = AuditEvent.objects.get(action="referral.view")
    assert (event.actor_id, event.target_id) == (user.pk, str(referral.pk))
    assert event.data == {"page": "note"}


def test_a_look_is_noted_and_a_second_one_takes_its_place(time_machine):
    referral, user = make_referral(), staff(coordinator=True)
    for at in (NOW, NOW + dt.timedelta(minutes=1)):
        time_machine.move_to(at, tick=False)
        opened(user, referral.pk, page="referral")

    look = RecentLook.objects.get()
    assert (look.referral_id, look.user_id, look.at) == (referral.pk, user.pk, at)
    events = AuditEvent.objects.filter(action="referral.view")
    assert {(event.at, event.actor_kind, event.target_kind) for event in events} == {
        (NOW, "account", "referrals.referral"), (at, "account", "referrals.referral"),
    }  # fmt: skip


def test_an_absent_and_a_forbidden_referral_are_the_same_and_nothing_is_written():
    referral, restricted = make_referral(agency=True), make_referral(is_restricted=True)
    NamedUser.objects.create(referral=restricted, user=staff(coordinator=True), at=NOW)
    for user, wanted in (
        (staff(coordinator=True), uuid.uuid4()),
        (staff(coordinator=True), restricted.pk),
        (staff(facilitator=True), referral.pk),
        (staff(agency_referrer=True), referral.pk),
        (staff(), referral.pk),
    ):
        with pytest.raises(Http404):
            opened(user, wanted, page="referral")
    assert not AuditEvent.objects.filter(action="referral.view").exists()
    assert not RecentLook.objects.exists()


@pytest.mark.parametrize("broken", ["record_of", "RecentLook"])
def test_without_a_record_or_a_look_nothing_is_opened_or_written(monkeypatch, broken):
    make = getattr(access, broken)

    def late(*args, **kwargs):
        row = make(*args, **kwargs)
        row.at = None  # the database refuses it
        return row

    monkeypatch.setattr(access, broken, late)
    with pytest.raises(IntegrityError), transaction.atomic():
        opened(staff(coordinator=True), make_referral().pk, page="referral")
    assert not AuditEvent.objects.filter(action="referral.view").exists()
    assert not RecentLook.objects.exists()


def test_opening_is_one_statement(django_assert_num_queries):
    referral, user = make_referral(), staff(coordinator=True)
    assert user.roles
    with django_assert_num_queries(1):
        opened(user, referral.pk, page="referral")


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
