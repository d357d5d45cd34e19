"""Notes to the link worker: sealed, unreadable here, and neither counted nor listed anywhere."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referral_portal.sealing.boxes import PartTooLarge
from referral_portal.sealing.models import SealedEnvelope
from referrals.notes import send_note
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import SealedNote
from tests.factories.accounts import AgencyFactory
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
WORDS = "CANARY she can be called on 01632 960777 after 6pm"


def address(referral, page="note"):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_a_note_leaves_one_envelope_and_an_audit_event_of_ids(role):
    referral = make_referral()
    before = {envelope.pk for envelope in SealedEnvelope.objects.all()}
    by = staff(**{role: True})

    send_note(referral_id=referral.pk, words=WORDS, by=by, now=NOW)

    envelope = SealedEnvelope.objects.exclude(pk__in=before).get()
    first = SealedEnvelope.objects.get(pk=referral.envelope_id)
    assert len(bytes(envelope.blob)) == len(bytes(first.blob))
    assert b"CANARY" not in bytes(envelope.blob)
    event = AuditEvent.objects.get(action="referral.note")
    assert (event.actor_id, event.target_id, event.data) == (by.pk, str(referral.pk), {})


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_the_link_worker_reads_it_with_who_wrote_it():
    referral = make_referral()
    by = staff(coordinator=True)

    send_note(referral_id=referral.pk, words=WORDS, by=by, now=NOW)
    open_waiting(now=NOW)

    note = SealedNote.objects.get()
    assert note.case.referral_id == referral.pk
    answers = {one["name"]: one["value"] for one in note.contents["note"]["answers"]}
    assert answers == {"words": WORDS, "sent_by": str(by), "sent_at": "1 December 2026, 10:00"}


@pytest.mark.parametrize(
    "role", ["facilitator", "co_facilitator", "commissioner", "auditor", "administrator"]
)
def test_nobody_else_writes_from_the_desk(role):
    referral = make_referral()

    with pytest.raises(PermissionDenied):
        send_note(referral_id=referral.pk, words=WORDS, by=staff(**{role: True}), now=NOW)


def test_an_agency_does_not_write_about_its_own_referral_either():
    referral = make_referral(agency=True)
    worker = staff(agency_referrer=True, agency=referral.referrer.agency)
    stranger = staff(agency_referrer=True, agency=AgencyFactory())

    for account in (worker, stranger):
        with pytest.raises(PermissionDenied):
            send_note(referral_id=referral.pk, words=WORDS, by=account, now=NOW)


def test_a_referral_that_is_nowhere_gets_no_note():
    with pytest.raises(PermissionDenied):
        send_note(referral_id=uuid.uuid4(), words=WORDS, by=staff(manager=True), now=NOW)


def test_a_note_too_long_for_its_box_leaves_nothing_behind():
    referral = make_referral()
    before = SealedEnvelope.objects.count()

    with pytest.raises(PartTooLarge):
        send_note(referral_id=referral.pk, words="x" * 7000, by=staff(manager=True), now=NOW)

    assert SealedEnvelope.objects.count() == before
    assert not AuditEvent.objects.filter(action="referral.note").exists()


# -- The page ---------------------------------------------------------------------------------------
