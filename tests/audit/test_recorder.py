"""The audit takes ids and codes, keeps them for good, and falls with the change it records."""

import pytest
from django.db import transaction
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import SYSTEM, record
from referral_portal.common.models import ImmutableError
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_record_writes_who_what_and_which_row():
    user = UserFactory()

    event = record("referral.accept", actor=user, target=("referral", 7), now=timezone.now(), n=1)

    assert (event.actor_id, event.actor_kind) == (user.pk, "account")
    assert (event.target_kind, event.target_id, event.data) == ("referral", "7", {"n": 1})


@pytest.mark.parametrize("value", ["a long sentence that somebody typed " * 5, {"name": "x"}, b"x"])
def test_record_refuses_anything_longer_than_a_code(value):
    with pytest.raises(ValueError, match="ids and codes"):
        record("x", actor=SYSTEM, target=("referral", 1), now=timezone.now(), words=value)


def test_events_cannot_be_changed_or_deleted():
    event = record("x", actor=SYSTEM, target=("referral", 1), now=timezone.now())

    with pytest.raises(ImmutableError):
        event.save()
    with pytest.raises(ImmutableError):
        event.delete()
    with pytest.raises(ImmutableError):
        AuditEvent.objects.update(action="y")
    with pytest.raises(ImmutableError):
        AuditEvent.objects.all().delete()


def test_an_event_of_a_change_that_is_rolled_back_is_rolled_back():
    def change_that_fails():
        with transaction.atomic():
            record("x", actor=SYSTEM, target=("referral", 1), now=timezone.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_that_fails()
    assert not AuditEvent.objects.exists()
