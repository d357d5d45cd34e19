"""The drain: what leaves, what waits, what is tried again and what a person must look at."""

import datetime as dt
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from referral_portal.outbox import drain as draining
from referral_portal.outbox.enums import Audience, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.outcomes import OutcomeUnknown, Refused
from referral_portal.outbox.queue import queue_message
from tests.moments import due

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

CONTEXT = {
    "reference": "KM-2345-6789",
    "phone": "01632 960100",
    "sender_name": "Invented service",
    "call_days": 2,
}


def queued(key="a", *, wait=False, audience=Audience.PARTICIPANT, now=None) -> OutgoingMessage:
    return queue_message(
        template="referrals/receipt_participant",
        to="invented.person@example.org",
        context=CONTEXT,
        key=key,
        audience=audience,
        now=now or timezone.now(),
        wait_for_release=wait,
    )


def mails(settings) -> list[Path]:
    return sorted(Path(urlsplit(settings.EMAIL_URL).path).glob("*.eml"))


def test_drain_sends_what_is_ready_once(settings):
    message = queued()

    assert draining.drain(clock=due) == 1
    assert draining.drain(clock=due) == 0
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    assert len(mails(settings)) == 1
    assert b"To: invented.person@example.org" in mails(settings)[0].read_bytes()


def test_a_decision_waits_until_it_is_released(settings):
    message = queued(wait=True)
    draining.drain(clock=due)
    assert mails(settings) == []

    MessageRelease.objects.create(
        message_id=message.pk,
        basis=ReleaseBasis.TOLD,
        not_before=timezone.now(),
        released_at=timezone.now(),
    )
    draining.drain(clock=due)
    assert len(mails(settings)) == 1


def test_a_release_for_later_does_not_let_it_go_now(settings):
    message = queued(wait=True)
    MessageRelease.objects.create(
        message_id=message.pk,
        basis=ReleaseBasis.TOLD,
        not_before=due() + dt.timedelta(hours=1),
        released_at=timezone.now(),
    )

    assert draining.drain(clock=due) == 0
    assert mails(settings) == []


def test_a_refused_message_is_tried_again_and_gives_up_visibly(settings, monkeypatch):
    settings.MESSAGE_MAX_ATTEMPTS = 2

    def refuse(email):
        raise Refused("550")

    monkeypatch.setattr(draining, "deliver", refuse)
    message = queued()
    now = due()
    draining.drain(clock=lambda: now)
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.RENDERED, 1)
    assert message.due_at > now

    draining.drain(clock=lambda: now + dt.timedelta(hours=9))
    message.refresh_from_db()
    assert (message.status, message.failure) == (MessageStatus.FAILED, "550")


def test_a_message_that_may_have_arrived_is_never_sent_again(settings, monkeypatch):
    def hang_up(email):
        raise OutcomeUnknown("SMTPServerDisconnected")

    monkeypatch.setattr(draining, "deliver", hang_up)
    message = queued()
    draining.drain(clock=due)
    monkeypatch.undo()

    assert draining.drain(clock=lambda: timezone.now() + dt.timedelta(days=2)) == 0
    message.refresh_from_db()
    assert message.status == MessageStatus.UNCERTAIN


@pytest.mark.parametrize(
    ("audience", "status"),
    [
        (Audience.PARTICIPANT, MessageStatus.UNCERTAIN),
        (Audience.REFERRER, MessageStatus.UNCERTAIN),
        (Audience.STAFF, MessageStatus.SENT),
    ],
)
def test_a_worker_that_dies_while_sending(audience, status):
    message = queued(audience=audience)
    now = due()
    claimed = draining.claim(
        model=OutgoingMessage, ready=draining.may_leave, using="default", now=now
    )
    assert claimed == message

    draining.drain(clock=lambda: now + dt.timedelta(hours=1))
    message.refresh_from_db()
    assert message.status == status


def test_an_alert_that_stops_every_worker_waits_for_a_user_in_the_end(settings):
    message = queued(audience=Audience.STAFF)
    now = due()
    OutgoingMessage.objects.update(
        status=MessageStatus.CLAIMED, attempts=settings.ALERT_MAX_ATTEMPTS, lease_until=now
    )

    assert draining.drain(clock=lambda: now + dt.timedelta(seconds=1)) == 0
    message.refresh_from_db()
    assert message.status == MessageStatus.UNCERTAIN
    assert mails(settings) == []


def test_a_failing_message_does_not_stop_the_others(settings, monkeypatch):
    real = draining.deliver

    def refuse_first(email):
        if "poison" in email["To"]:
            raise Refused("550")
        real(email)

    monkeypatch.setattr(draining, "deliver", refuse_first)
    poison = queued("poison")
    OutgoingMessage.objects.filter(pk=poison.pk).update(to_address="poison@example.org")
    queued("good")

    assert draining.drain(clock=due) == 1
    assert len(mails(settings)) == 1


def test_a_message_that_cannot_be_written_stops_no_other(settings, monkeypatch):
    real = draining.compose

    def compose(message):
        if message.key == "poison":
            raise ValueError("Header values may not contain linefeed (Canary)")
        return real(message)

    monkeypatch.setattr(draining, "compose", compose)
    poison, _ = queued("poison"), queued("good")

    assert draining.drain(clock=due) == 1
    poison.refresh_from_db()
    assert poison.status == MessageStatus.FAILED
    assert "Canary" not in poison.failure
