"""What a user may decide about a message that failed or may not have arrived."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.restoring import WHY
from referral_portal.outbox.settling import (
    UNSETTLED,
    Decision,
    choices_for,
    close_unsent,
    mark_arrived,
    send_again,
    words_for,
)
from referral_portal.outbox.truth import Busy
from tests.factories.desk import staff
from tests.moments import due
from tests.outbox.mail_server import DROP
from tests.outbox.test_drain import mails, queued

pytestmark = pytest.mark.django_db
VERBS = {
    Decision.AGAIN: (send_again, "message.send_again"),
    Decision.ARRIVED: (mark_arrived, "message.arrived"),
    Decision.CLOSE: (close_unsent, "message.close"),
}


def unsent(status=MessageStatus.UNCERTAIN, **fields) -> OutgoingMessage:
    message = queued()
    fields = {"status": status, "attempts": 8, "failure": "RCPT 550"} | fields
    OutgoingMessage.objects.filter(pk=message.pk).update(**fields)
    message.refresh_from_db()
    return message


def decided(verb, message, by=None):
    verb(message_id=message.pk, by=by or staff(coordinator=True), now=timezone.now())
    message.refresh_from_db()


def is_on_the_list(message) -> bool:
    return OutgoingMessage.objects.filter(UNSETTLED, pk=message.pk).exists()


@pytest.mark.parametrize("status", [MessageStatus.FAILED, MessageStatus.UNCERTAIN])
@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_it_is_sent_again_with_all_its_attempts_and_the_same_name(settings, mail, status, role):
    message = unsent(status)
    decided(send_again, message, staff(**{role: True}))

    assert (message.status, message.attempts) == (MessageStatus.RENDERED, 0)
    assert drain(clock=due) == 1
    assert mail.ids == [message.message_id]
    assert not is_on_the_list(message)


def test_one_that_fails_once_more_is_on_the_list_again(mail):
    message = unsent(MessageStatus.FAILED)
    decided(send_again, message)
    mail.faults = {"TEXT": DROP}

    drain(clock=due)
    message.refresh_from_db()
    assert message.status == MessageStatus.UNCERTAIN
    assert is_on_the_list(message)


def test_it_has_arrived(settings):
    message = unsent()
    decided(mark_arrived, message)

    assert message.status == MessageStatus.SENT
    assert message.sent_at
    assert not is_on_the_list(message)
    assert drain(clock=lambda: due() + dt.timedelta(days=2)) == 0
    assert mails(settings) == []


@pytest.mark.parametrize("status", [MessageStatus.FAILED, MessageStatus.UNCERTAIN])
def test_it_is_closed_in_the_state_that_it_has(status):
    message = unsent(status)
    decided(close_unsent, message)

    assert (message.status, message.sent_at) == (status, None)
    assert not is_on_the_list(message)
    assert drain(clock=lambda: due() + dt.timedelta(days=2)) == 0


def test_one_that_was_not_sent_cannot_have_arrived():
    message = unsent(MessageStatus.FAILED)

    assert choices_for(message) == [Decision.AGAIN, Decision.CLOSE]
    with pytest.raises(Refusal, match="cannot have arrived"):
        decided(mark_arrived, message)
    assert not AuditEvent.objects.filter(action="message.arrived").exists()


@pytest.mark.parametrize("decision", Decision)
def test_each_decision_is_recorded_and_made_once(decision):
    verb, action = VERBS[decision]
    message, user = unsent(), staff(coordinator=True)
    decided(verb, message, user)
    for again, _ in VERBS.values():
        with pytest.raises(Refusal, match="no decision any more"):
            decided(again, message, user)

    (event,) = AuditEvent.objects.filter(action__startswith="message.")
    assert (event.action, event.actor_id, event.target_id) == (action, user.pk, str(message.pk))
    assert choices_for(message) == []


@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize(
    "status", sorted(set(MessageStatus) - {MessageStatus.FAILED, MessageStatus.UNCERTAIN})
)
def test_no_other_message_can_be_decided_about(decision, status):
    message = unsent(status)
    with pytest.raises(Refusal):
        decided(VERBS[decision][0], message)
    assert message.status == status


@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize("role", ["auditor", "administrator", "facilitator"])
def test_no_other_role_decides(decision, role):
    message = unsent()
    with pytest.raises(PermissionDenied):
        decided(VERBS[decision][0], message, staff(**{role: True}))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (CancelReason.MOVED_ON, CancelReason.MOVED_ON.label),
        (Busy(), "Try again in a moment"),
        (LookupError(), "no longer sent"),
    ],
)
def test_what_is_not_true_or_cannot_be_asked_is_not_sent_again(monkeypatch, answer, words):
    def why(message, now):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("referral_portal.outbox.settling.why_untrue", why)
    message = unsent()
    with pytest.raises(Refusal, match=words):
        decided(send_again, message)
    message.refresh_from_db()
    assert message.status == MessageStatus.UNCERTAIN


@pytest.mark.parametrize(
    ("fields", "happened", "to_do"),
    [
        ({"status": MessageStatus.UNCERTAIN}, "may have arrived", "Ask the recipient"),
        (
            {"status": MessageStatus.UNCERTAIN, "failure": WHY},
            "restored from a backup",
            "Ask the recipient",
        ),
        ({"status": MessageStatus.FAILED}, "refused the recipient’s address", "Check the address"),
        ({"status": MessageStatus.FAILED, "failure": "TimeoutError"}, "could not", "administrator"),
        (
            {"audience": Audience.STAFF, "status": MessageStatus.UNCERTAIN},
            "may have",
            "Look for it",
        ),
        ({"audience": Audience.STAFF}, "could not", "your team’s mailbox"),
    ],
)
def test_the_words_say_what_happened_and_what_to_do(fields, happened, to_do):
    message = unsent(**{"status": MessageStatus.FAILED} | fields)
    assert happened in words_for(message)[0]
    assert to_do in words_for(message)[1]


def test_a_closed_alert_stays_a_call_to_make():
    """Closing the email says nothing about whether the participant has been told."""
    message = unsent(MessageStatus.FAILED, audience=Audience.STAFF)
    decided(close_unsent, message)
    assert message.told_at is None
