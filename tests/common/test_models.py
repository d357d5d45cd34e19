"""Rows that are written once cannot be changed or deleted, by themselves or in bulk."""

import pytest
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import SYSTEM, record
from referral_portal.common.models import ImmutableError

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return record("test.event", actor=SYSTEM, target=("a", "b"), now=timezone.now())


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.filter(pk=event.pk).update(action="changed"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["action"]),
    ],
    ids=["save", "delete", "update", "delete many", "update many"],
)
def test_no_change_reaches_a_stored_row(event, change):
    event.action = "changed"
    with pytest.raises(ImmutableError, match=r"audit\.AuditEvent rows are never"):
        change(event)
    assert AuditEvent.objects.get().action == "test.event"
