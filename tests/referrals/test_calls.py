"""The calls to make: after release, once, and only while they are true."""

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox import drain as draining
from referral_portal.outbox.enums import CancelReason, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.truth import Busy
from referrals import calls, notifications
from referrals.enums import Status
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.moments import due
from tests.referrals.test_truth import step

pytestmark = pytest.mark.django_db


def accepted(**person):
    """Accept a referral of a participant without email; return the call that waits for release."""
    referral = make_referral(person=make_person(**{"email": "", **person}))
    step(referral, "accept", Status.AWAITING_ALLOCATION)
    return OutgoingMessage.objects.get(referral_id=referral.pk)


def released(message):
    """Release a message, and let it leave."""
    MessageRelease.objects.create(
        message_id=message.pk, basis=ReleaseBasis.TOLD, not_before=NOW, released_at=NOW
    )
    draining.drain(clock=lambda: due(NOW))
    message.refresh_from_db()
    return message


def test_a_call_waits_for_its_release_and_is_then_to_be_made():
    message = accepted()
    assert list(calls.calls_that_wait(staff(coordinator=True))) == [message]
    assert list(calls.calls_to_make(staff(coordinator=True))) == []

    released(message)
    assert list(calls.calls_that_wait(staff(coordinator=True))) == []
    assert list(calls.calls_to_make(staff(coordinator=True))) == [message]


def test_alerts_to_our_staff_and_emails_are_no_calls():
    referral = make_referral()
    notifications.receipt(referral, now=NOW)
    step(referral, "accept", Status.AWAITING_ALLOCATION)
    draining.drain(clock=lambda: due(NOW))
    assert not calls.calls_to_make(staff(coordinator=True)).exists()
    assert not calls.calls_that_wait(staff(coordinator=True)).exists()


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_a_call_that_was_made_is_off_the_list_and_recorded_once(role):
    message = released(accepted())
    by = staff(**{role: True})
    for _ in range(2):
        calls.end_call(message_id=message.pk, by=by, now=NOW)

    assert not calls.calls_to_make(staff(coordinator=True)).exists()
    message.refresh_from_db()
    assert message.told_at == NOW
    event = AuditEvent.objects.get(action="message.end_call")
    assert (event.actor_id, event.data) == (by.pk, {"untrue": ""})


def test_what_is_no_longer_true_is_not_to_be_told():
    message = released(accepted())
    assert calls.why_not_to_tell(message, now=NOW) is None

    referral = notifications.Referral.objects.get(pk=message.referral_id)
    step(referral, "withdraw", Status.WITHDRAWN, source=Status.AWAITING_ALLOCATION)
    assert calls.why_not_to_tell(message, now=NOW) == CancelReason.OVERTAKEN
    calls.end_call(message_id=message.pk, by=staff(manager=True), now=NOW)
    event = AuditEvent.objects.get(action="message.end_call")
    assert event.data == {"untrue": CancelReason.OVERTAKEN}


def test_nobody_else_ends_a_call_and_none_ends_before_its_release():
    message = accepted()
    with pytest.raises(OutgoingMessage.DoesNotExist):
        calls.end_call(message_id=message.pk, by=staff(coordinator=True), now=NOW)
    released(message)
    for role in ("facilitator", "co_facilitator", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            calls.end_call(message_id=message.pk, by=UserFactory(**{role: True}), now=NOW)
    assert calls.calls_to_make(staff(coordinator=True)).exists()


def test_a_call_about_a_referral_that_is_changing_is_looked_at_again(monkeypatch):
    message = released(accepted())

    def busy(message, now):
        raise Busy

    monkeypatch.setattr(calls, "why_untrue", busy)
    with pytest.raises(Refusal, match="Another user is changing this referral"):
        calls.why_not_to_tell(message, now=NOW)
