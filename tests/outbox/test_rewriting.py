"""A message that is written anew keeps its row, its state and its release."""

import uuid

import pytest

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import SYSTEM
from referral_portal.outbox.drain import may_leave
from referral_portal.outbox.enums import Audience, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.rewriting import lock_unsent, rewrite
from tests.factories.desk import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
REFERRAL = uuid.uuid4()
WORDS = {
    "key": f"accepted:participant:{REFERRAL}:2",
    "template": "referrals/accepted_participant",
    "audience": Audience.PARTICIPANT,
    "subject": "About your form",
    "body": "Hello.",
}


def message(**fields):
    row = {
        "to_address": "old@example.org",
        "event": "accepted_participant",
        "referral_id": REFERRAL,
        "status": MessageStatus.WAITING_RELEASE,
        "created_at": NOW,
        "due_at": NOW,
    }
    return OutgoingMessage.objects.create(**WORDS | row | fields)


def to(row, address):
    return rewrite(row, **WORDS, event="accepted", to=address, by=SYSTEM, now=NOW)


def test_a_message_that_was_released_is_still_released_at_its_new_address():
    row = message()
    MessageRelease.objects.create(
        message_id=row.pk, basis=ReleaseBasis.TOLD, not_before=NOW, released_at=NOW
    )

    assert to(row, "new@example.org")

    leaving = OutgoingMessage.objects.get(may_leave(NOW))
    assert (leaving.pk, leaving.to_address) == (row.pk, "new@example.org")
    event = AuditEvent.objects.get(action="message.rewrite")
    assert event.data == {"fields": ["to_address"]}


def test_a_message_that_says_the_same_to_the_same_reader_is_left_alone():
    assert not to(message(), "old@example.org")
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("fields", "is_unsent"),
    [
        ({"status": MessageStatus.RENDERED}, True),
        ({"status": MessageStatus.WAITING_RELEASE}, True),
        ({"status": MessageStatus.FAILED}, True),
        ({"status": MessageStatus.FAILED, "settled_at": NOW}, False),
        ({"status": MessageStatus.CLAIMED}, False),
        ({"status": MessageStatus.SENT}, False),
        ({"status": MessageStatus.UNCERTAIN}, False),
        ({"status": MessageStatus.CANCELLED}, False),
        ({"referral_id": uuid.uuid4()}, False),
    ],
)
def test_only_what_has_certainly_not_left_is_written_anew(fields, is_unsent):
    row = message(**fields)

    assert lock_unsent(REFERRAL) == ([row] if is_unsent else [])
