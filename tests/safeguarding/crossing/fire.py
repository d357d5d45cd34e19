"""Work for the opener and the copier to be stopped in, and what must be true after it.

`tests.killing` stops them between every two of their steps.
"""

from django.utils import timezone

from cohorts.models import ConcernReceipt, Session, SessionCheck
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import KeepApart, ReleasedCard
from safeguarding.casework.disclosures import issue_card, keep_apart
from safeguarding.casework.session_checks import set_check
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.copier import TABLES
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.handbacks import hand_back
from safeguarding.enums import HandbackKind
from safeguarding.models import (
    Alert,
    Concern,
    Handback,
    OpenedEnvelope,
    OpenFailure,
    SafeguardingEvent,
    SealedNote,
    VictimCase,
)
from safeguarding.transactions import in_safeguarding
from tests.factories.safeguarding import PERSON, decide, make_referral

ANSWERS = (ReleasedCard, KeepApart, SessionCheck, ConcernReceipt, MessageRelease)


# -- The copier ------------------------------------------------------------------------------------
def every_answer(enrolment, case, by) -> list[Handback]:
    """Write one answer of every kind, and one that names a referral that is nowhere."""
    now = timezone.now()
    session = Session.objects.filter(cohort=enrolment.place.cohort).first()
    message = OutgoingMessage.objects.filter(referral_id=case.referral_id).first()
    message = message or decide(case.referral_id)[1]
    with in_safeguarding():
        bad = hand_back(kind=HandbackKind.KEEP_APART, case=case, payload={
            "referral_id": "7d9f0d5e-0000-4000-8000-000000000000", "ends": False}, by=by, now=now)  # fmt: skip
        receipt = hand_back(kind=HandbackKind.RECEIPT, case=case, payload={
            "concern_id": str(case.pk), "state": "closed"}, by=by, now=now)  # fmt: skip
        release = hand_back(kind=HandbackKind.RELEASE, case=case, payload={
            "message_id": message.pk, "basis": "told",
            "not_before": now.replace(microsecond=0)}, by=by, now=now)  # fmt: skip
    return [
        bad,
        receipt,
        release,
        issue_card(case_id=case.pk, audience="manager", basis="agreed", text="Please ring.",
                   asks_reply=False, expires_on=timezone.localdate(now), by=by, now=now),
        keep_apart(case_id=case.pk, cohort_id=enrolment.place.cohort_id, by=by, now=now),
        set_check(case_id=case.pk, session_id=session.pk, enrolment_id=enrolment.pk,
                     state="green", by=by, now=now),
    ]  # fmt: skip


def check_nothing_half_copied(answers: list[Handback]) -> None:
    """Whatever was interrupted: what is marked as arrived is there, and never both marks."""
    for answer in Handback.objects.filter(pk__in=[row.pk for row in answers]):
        there = TABLES[answer.kind].objects.filter(pk=answer.uuid).count()
        assert there <= 1
        assert there or not answer.applied_at, answer.kind
        assert not (answer.applied_at and answer.failed_at)


def check_all_copied(answers: list[Handback]) -> None:
    """Everything arrived once; the bad one failed, on record once."""
    bad, *good = Handback.objects.filter(pk__in=[row.pk for row in answers]).order_by("sequence")
    assert (bad.applied_at, bad.reason) == (None, "unknown referral_id")
    events = SafeguardingEvent.objects.filter(action="handback.failed", target_id=str(bad.pk))
    assert events.count() == 1
    for answer in good:
        assert answer.applied_at, (answer.kind, answer.reason)
        assert not answer.failed_at
        rows = [model.objects.filter(pk=answer.uuid).count() for model in ANSWERS]
        assert sum(rows) == 1, answer.kind


# -- The opener --------------------------------------------------------------------------------------
def open_and_blank(*, now) -> None:
    """Do what the opener does in one turn."""
    open_waiting(now=now)
    blank_backed_up(now=now)


def every_envelope() -> list:
    """Seal a form, a note and a concern, and a form that cannot be opened."""
    now = timezone.now()
    referral, poisoned = make_referral(), make_referral()
    SealedEnvelope.objects.filter(pk=poisoned.envelope_id).update(blob=b"damaged")
    envelopes = [
        seal_envelope(
            referral_id=referral.pk, kind=kind, parts={kind: seal_part({"text": "Invented"})},
            names=(kind,), now=now,
        )
        for kind in ("note", "concern")
    ]  # fmt: skip
    return [referral, poisoned, *envelopes]


def check_nothing_half_opened(made: list) -> None:
    """What is blank over there is stored here; what is stored is stored whole."""
    referral, _, note, concern = made
    case = VictimCase.objects.filter(referral_id=referral.pk).first()
    stored = {
        pk: OpenedEnvelope.objects.filter(pk=pk).exists()
        for pk in (referral.envelope_id, note.pk, concern.pk)
    }
    for envelope in SealedEnvelope.objects.filter(pk__in=stored):
        assert stored[envelope.pk] or not envelope.opened_at
        assert envelope.opened_at or bytes(envelope.blob)
    assert stored[referral.envelope_id] == bool(case and case.contents)
    assert stored[note.pk] == SealedNote.objects.filter(pk=note.pk).exists()
    receipts = Handback.objects.filter(kind=HandbackKind.RECEIPT, target=str(concern.pk)).count()
    alerts = Alert.objects.filter(source=f"concern:{concern.pk}").count()
    assert stored[concern.pk] == Concern.objects.filter(pk=concern.pk).exists()
    assert int(stored[concern.pk]) == receipts == alerts


def check_all_opened(made: list) -> None:
    """Everything is stored once and blank over there; the damaged one is on record once."""
    check_nothing_half_opened(made)
    referral, poisoned, note, concern = made
    case = VictimCase.objects.get(referral_id=referral.pk)
    assert case.contents["person"] == PERSON
    assert case.alerts.filter(kind="new_case").count() == 1
    assert VictimCase.objects.get(referral_id=poisoned.pk).contents is None
    assert OpenFailure.objects.filter(pk=poisoned.envelope_id).count() == 1
    events = SafeguardingEvent.objects.filter(
        action="envelope.failed", target_id=str(poisoned.envelope_id)
    )
    assert events.count() == 1
    waiting = SealedEnvelope.objects.filter(
        pk__in=[referral.envelope_id, note.pk, concern.pk], opened_at__isnull=True
    )
    assert not waiting.exists()
    emptied = OpenedEnvelope.objects.filter(pk__in=[referral.envelope_id, note.pk, concern.pk])
    full = SealedEnvelope.objects.filter(pk__in=list(emptied.values_list("pk", flat=True)))
    assert not full.exclude(blob=b"").exists()
    assert not emptied.filter(blanked_at=None).exists()
