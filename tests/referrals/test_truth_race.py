"""A verb and the drain at the same moment, with real transactions on PostgreSQL.

Without locks the drain reads the status before the verb commits, and sends what is untrue by the time
it leaves: that version is tested beside the real one, and fails.
"""

import threading
from contextlib import closing

import pytest
from django.db import connection, transaction

from referral_portal.outbox import drain as draining
from referral_portal.outbox import truth
from referral_portal.outbox.enums import CancelReason, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals import truth as about
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral
from tests.moments import due
from tests.outbox.test_drain import mails
from tests.patience import A_MINUTE
from tests.referrals.test_truth import step

pytestmark = pytest.mark.django_db(transaction=True, databases=["default"])


@pytest.fixture
def accepted():
    """A referral whose acceptance is released and has not left."""
    referral = make_referral()
    step(referral, "accept", Status.AWAITING_ALLOCATION)
    message = OutgoingMessage.objects.get()
    MessageRelease.objects.create(
        message_id=message.pk, basis="told", not_before=NOW, released_at=NOW
    )
    return referral


class Verb:
    """A verb in a thread: it has locked and changed the referral, and commits when it is told to."""

    def __init__(self, referral):
        self.changed, self.may_commit = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, args=[referral])

    def _run(self, referral):
        with closing(connection), transaction.atomic():
            locked = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
            step(locked, "withdraw", Status.WITHDRAWN, source=Status.AWAITING_ALLOCATION)
            self.changed.set()
            self.may_commit.wait(A_MINUTE)

    def __enter__(self):
        self.thread.start()
        assert self.changed.wait(A_MINUTE)
        return self

    def __exit__(self, *error):
        self.may_commit.set()
        self.thread.join(A_MINUTE)


def drain():
    return draining.drain(clock=lambda: due(NOW))


def test_a_message_waits_for_the_verb_that_makes_it_untrue(settings, accepted):
    with Verb(accepted):
        assert drain() == 0, "it waits for nobody, and sends nothing"
    assert drain() == 0

    row = OutgoingMessage.objects.get(event="accepted_participant")
    assert (row.status, row.cancelled_because) == (MessageStatus.CANCELLED, CancelReason.OVERTAKEN)
    assert mails(settings) == []


def test_without_the_lock_the_untrue_message_leaves(settings, accepted, monkeypatch):
    monkeypatch.setattr(about, "held", lambda rows, pk: rows.filter(pk=pk).first())
    with Verb(accepted):
        assert drain() == 1
    assert len(mails(settings)) == 1


def test_a_verb_waits_until_the_claim_is_over_and_neither_is_a_deadlock(settings, accepted):
    """The verb comes while the drain holds the message and the referral."""
    in_check, go_on = threading.Event(), threading.Event()
    real = truth.CHECKS["accepted"][0]

    def slow(message, now):
        reason = real(message, now)
        in_check.set()
        go_on.wait(A_MINUTE)
        return reason

    sent = []

    def run():
        with closing(connection):
            sent.append(drain())

    truth.CHECKS["accepted"][0] = slow
    try:
        drainer = threading.Thread(target=run)
        drainer.start()
        assert in_check.wait(A_MINUTE)
        verb = Verb(accepted)
        verb.thread.start()
        assert not verb.changed.wait(0.3), "the verb waits for the referral"
        go_on.set()
        assert verb.changed.wait(A_MINUTE)
        verb.may_commit.set()
        verb.thread.join(A_MINUTE)
        drainer.join(A_MINUTE)
    finally:
        truth.CHECKS["accepted"][0] = real
    # It was true when it was claimed, before the verb.
    assert sent == [1]
