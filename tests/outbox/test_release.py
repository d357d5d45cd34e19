"""A manager's override, and messages that are cancelled before they are sent."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.common.moments import next_moment
from referral_portal.common.refusals import Refusal
from referral_portal.outbox import drain as draining
from referral_portal.outbox.enums import CancelReason, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.release import (
    cancel_unsent,
    cancel_unsent_keys,
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
        override_release(
            message_id=message.pk, why="She agrees.", by=manager, now=now + dt.timedelta(hours=23)
        )
    later = now + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)
    for why in ("", "  "):
        with pytest.raises(Refusal, match="why") as refusal:
            override_release(message_id=message.pk, why=why, by=manager, now=later)
        assert refusal.value.field == "why"
    release = override_release(message_id=message.pk, why=" She agrees. ", by=manager, now=later)
    assert (release.by_name, release.why) == (str(manager), "She agrees.")
    with pytest.raises(Refusal, match="no longer waiting"):
        override_release(message_id=message.pk, why="She agrees.", by=manager, now=later)

    assert draining.drain(clock=lambda: later) == 0, "it leaves with all others"
    assert draining.drain(clock=lambda: next_moment(later)) == 1


@pytest.mark.parametrize("trait", ["coordinator", "facilitator", "auditor", "administrator"])
def test_nobody_else_releases_a_message(settings, trait):
    now = timezone.now()
    message = queued(wait=True, now=now)
    later = now + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)

    with pytest.raises(PermissionDenied):
        override_release(
            message_id=message.pk, why="Late.", by=UserFactory(**{trait: True}), now=later
        )

    assert not MessageRelease.objects.exists()
    assert draining.drain(clock=lambda: next_moment(later)) == 0


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


def test_cancelling_by_key_says_why():
    queued("a")
    queued("b")
    asked = {"because": CancelReason.SESSION, "by": UserFactory(), "now": timezone.now()}
    assert cancel_unsent_keys(keys=["a", "unknown"], **asked) == 1
    assert OutgoingMessage.objects.get(key="a").cancelled_because == CancelReason.SESSION
    assert OutgoingMessage.objects.get(key="b").status == MessageStatus.RENDERED
