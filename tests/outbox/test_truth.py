"""Before a message leaves, the checks of the apps above are asked whether it is still true."""

import uuid

import pytest
from django.utils import timezone

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox import drain as draining
from referral_portal.outbox import truth
from referral_portal.outbox.enums import CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import MessageEvent
from tests.moments import due
from tests.outbox.test_drain import mails, queued

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def about(monkeypatch):
    """Queue a message about a referral, and answer its check with `answer`."""

    def ask(answer, key="a"):
        message = queued(key)
        OutgoingMessage.objects.filter(pk=message.pk).update(referral_id=uuid.uuid4())

        def check(asked, now):
            if isinstance(answer, type):
                raise answer
            return answer

        monkeypatch.setitem(truth.CHECKS, "receipt", [lambda message, now: None, check])
        return message

    return ask


def test_a_message_that_is_no_longer_true_is_cancelled_with_its_reason(settings, about):
    message = about(CancelReason.OVERTAKEN)

    assert draining.drain(clock=due) == 0
    message.refresh_from_db()
    assert (message.status, message.cancelled_because) == (MessageStatus.CANCELLED, "overtaken")
    assert message.attempts == 0, "it was never being sent"
    assert mails(settings) == []
    event = AuditEvent.objects.get(action="message.cancel")
    assert (event.actor_kind, event.data) == ("system", {"reason": "overtaken"})


def test_a_true_message_leaves(settings, about):
    about(None)
    assert draining.drain(clock=due) == 1
    assert len(mails(settings)) == 1


@pytest.mark.parametrize("error", [truth.Busy, LookupError])
def test_what_cannot_be_checked_now_waits_and_stops_no_other(settings, about, error):
    message = about(error)
    queued("about no referral")

    assert draining.drain(clock=due) == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.RENDERED, 0)
    about(None, key="b")
    assert draining.drain(clock=due) == 2


def test_a_message_about_a_referral_without_a_check_does_not_leave(settings, monkeypatch, about):
    message = about(None)
    monkeypatch.setitem(truth.CHECKS, "receipt", [])

    with pytest.raises(LookupError):
        truth.why_untrue(OutgoingMessage.objects.get(pk=message.pk), timezone.now())
    assert draining.drain(clock=due) == 0
    assert mails(settings) == []


def test_a_message_that_a_verb_cancels_after_the_claim_is_not_sent(settings, monkeypatch):
    queued()
    real = draining.compose

    def cancelled_meanwhile(message):
        OutgoingMessage.objects.update(status=MessageStatus.CANCELLED)
        return real(message)

    monkeypatch.setattr(draining, "compose", cancelled_meanwhile)
    assert draining.drain(clock=due) == 0
    assert mails(settings) == []
    assert OutgoingMessage.objects.get().status == MessageStatus.CANCELLED


def test_every_event_has_its_checks():
    asked = {event: len(truth.CHECKS[event]) for event in MessageEvent}
    twice = {MessageEvent.PLACE, MessageEvent.MEETING, MessageEvent.APPOINTMENT, MessageEvent.MOVED}
    assert asked == {event: 2 if event in twice else 1 for event in MessageEvent}
