"""A manager's override, and messages that are cancelled before they are sent."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox import drain as draining
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.release import (
    cancel_unsent,
    cancel_unsent_keys,
    cancel_unsent_to_person,
    override_release,
)
from tests.factories.accounts import UserFactory
from tests.outbox.test_drain import queued

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_manager_can_release_only_after_the_agreed_wait(settings):
    manager = UserFactory(manager=True)
    now = timezone.now()
    message = queued(wait=True, now=now)

    with pytest.raises(Refusal, match="24 hours"):
        override_release(message_id=message.pk, by=manager, now=now + dt.timedelta(hours=23))
    later = now + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)
    override_release(message_id=message.pk, by=manager, now=later)
    with pytest.raises(Refusal, match="no longer waiting"):
        override_release(message_id=message.pk, by=manager, now=later)

    assert draining.drain(clock=lambda: later) == 1


@pytest.mark.parametrize("trait", ["coordinator", "facilitator", "auditor", "administrator"])
def test_nobody_else_releases_a_message(settings, trait):
    now = timezone.now()
    message = queued(wait=True, now=now)
    later = now + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)

    with pytest.raises(PermissionDenied):
        override_release(message_id=message.pk, by=UserFactory(**{trait: True}), now=later)

    assert not MessageRelease.objects.exists()
    assert draining.drain(clock=lambda: later) == 0


def test_cancelling_counts_only_what_cannot_have_arrived(settings):
    now = timezone.now()
    messages = [queued(str(number), now=now) for number in range(3)]
    referral_id = uuid.uuid4()
    OutgoingMessage.objects.update(referral_id=referral_id)
    sent, leaving, waiting = messages
    OutgoingMessage.objects.filter(pk=sent.pk).update(status=MessageStatus.SENT)
    OutgoingMessage.objects.filter(pk=leaving.pk).update(status=MessageStatus.CLAIMED)
    by = UserFactory()

    other = cancel_unsent(referral_id=uuid.uuid4(), written_at=now, by=by, now=now)
    cancelled = cancel_unsent(referral_id=referral_id, written_at=now, by=by, now=now)

    assert (other, cancelled) == (0, 1)
    statuses = [OutgoingMessage.objects.get(pk=message.pk).status for message in messages]
    assert statuses == [MessageStatus.SENT, MessageStatus.CANCELLED, MessageStatus.CANCELLED]
    targets = AuditEvent.objects.filter(action="message.cancel").values_list("target_id", flat=True)
    assert set(targets) == {str(leaving.pk), str(waiting.pk)}


def test_cancelling_for_a_participant_leaves_the_referrers_messages(settings):
    referral_id, now = uuid.uuid4(), timezone.now()
    for key, audience in (
        ("person", Audience.PARTICIPANT),
        ("referrer", Audience.REFERRER),
        ("desk", Audience.STAFF),
        ("other", Audience.STAFF),
    ):
        queued(key, audience=audience, now=now)
    OutgoingMessage.objects.update(referral_id=referral_id)
    OutgoingMessage.objects.filter(key="desk").update(template="referrals/letter_staff")

    cancelled = cancel_unsent_to_person(
        referral_id=referral_id,
        desk_templates=["referrals/letter_staff"],
        by=UserFactory(),
        now=now,
    )

    assert cancelled == 2
    left = OutgoingMessage.objects.exclude(status=MessageStatus.CANCELLED)
    assert set(left.values_list("key", flat=True)) == {"referrer", "other"}


def test_cancelling_by_key():
    queued("a")
    queued("b")
    assert cancel_unsent_keys(keys=["a", "unknown"], by=UserFactory(), now=timezone.now()) == 1
    assert OutgoingMessage.objects.get(key="b").status == MessageStatus.RENDERED
