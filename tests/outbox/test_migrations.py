"""The messages of the version before are whole after the migrations, and after the way back."""

import uuid

import pytest
from django.db import connection
from django.utils import timezone

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.settling import UNSETTLED
from referrals.calls import calls_to_make, why_not_to_tell
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.accounts import UserFactory
from tests.factories.desk import make_person, make_referral
from tests.referrals.test_migrations import migrate, newest
from tests.referrals.test_truth import step
from tests.roles import make_and_grant

BEFORE = [("outbox", "0002_plain_labels")]
FIELDS = ("pk", "key", "template", "event", "to_address", "body", "status", "audience", "sent_at")


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_messages_stay_as_they_are_and_the_waiting_ones_may_still_leave():
    latest = newest()
    referral = make_referral(person=make_person(email="", address="1 Example Street"), agency=True)
    change = step(referral, "accept", Status.AWAITING_ALLOCATION)
    # As the version before told our staff to post a letter, and one that it had told them already.
    OutgoingMessage.objects.filter(event="accepted_staff").update(
        event="letter_staff",
        template="referrals/letter_staff",
        key=f"letter:staff:{referral.pk}:{change.number}",
    )
    OutgoingMessage.objects.filter(audience="referrer").update(
        status=MessageStatus.CANCELLED, sent_at=timezone.now()
    )
    rows = set(OutgoingMessage.objects.values_list(*FIELDS))
    assert len(rows) == 2
    try:
        before = migrate(BEFORE).get_model("outbox", "OutgoingMessage").objects
        assert set(before.values_list(*FIELDS)) == rows
        migrate(latest)
        assert set(OutgoingMessage.objects.values_list(*FIELDS)) == rows
        assert set(OutgoingMessage.objects.values_list("cancelled_because", "told_at")) == {
            ("", None)
        }
        letter = OutgoingMessage.objects.get(event="letter_staff")
        assert why_not_to_tell(letter, now=timezone.now()) is None
        Referral.objects.update(status=Status.WITHDRAWN)
        assert why_not_to_tell(letter, now=timezone.now()) == "moved_on"
        # It says nothing that could be read out, so it is no call to make.
        OutgoingMessage.objects.update(status=MessageStatus.SENT)
        assert not calls_to_make(UserFactory(coordinator=True)).exists()
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_releases_stay_and_name_nobody_when_nobody_was_kept():
    latest = newest()
    try:
        before = migrate([("outbox", "0004_told_at")]).get_model("outbox", "MessageRelease")
        row = {"message_id": uuid.uuid4(), "not_before": timezone.now()}
        before.objects.create(basis="override", released_at=timezone.now(), **row)
        migrate(latest)
        kept = MessageRelease.objects.get()
        assert (kept.message_id, kept.by_name, kept.why) == (row["message_id"], "", "")
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_messages_that_failed_before_wait_for_a_decision_and_stay_as_they_are_going_back():
    latest, before, now = newest(), [("outbox", "0007_timelines")], timezone.now()
    try:
        old = migrate(before).get_model("outbox", "OutgoingMessage")
        for status in ("failed", "uncertain", "sent", "waiting_release"):
            old.objects.create(
                key=status, status=status, to_address="a@example.org", created_at=now, due_at=now,
                audience="participant", event="receipt",
            )  # fmt: skip
        migrate(latest)
        waiting = OutgoingMessage.objects.filter(UNSETTLED)
        assert set(waiting.values_list("key", flat=True)) == {"failed", "uncertain"}
        waiting.update(settled_at=now)
        rows = migrate(before).get_model("outbox", "OutgoingMessage").objects
        assert [key == status for key, status in rows.values_list("key", "status")] == [True] * 4
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()
