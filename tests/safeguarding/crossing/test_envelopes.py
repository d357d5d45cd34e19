"""The opener: everything exactly once, whatever stops it, and one bad envelope stops nothing."""

import json
import uuid

import pytest
from django.utils import timezone

from cohorts.models import ConcernReceipt
from referral_portal.sealing import boxes
from referral_portal.sealing.boxes import ENVELOPE_BYTES, seal_envelope, seal_part
from referral_portal.sealing.models import SealedEnvelope
from safeguarding.crossing import envelopes
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import (
    Alert,
    Concern,
    OpenedEnvelope,
    OpenFailure,
    SealedNote,
    VictimCase,
)
from tests.factories.safeguarding import CANARY, PARTS, PERSON, make_case, make_referral

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def note_for(referral_id, *, kind="note", parts=None, envelope_id=None):
    parts = parts or {kind: {"text": "Invented note"}}
    return seal_envelope(
        referral_id=referral_id,
        kind=kind,
        parts={name: seal_part(part) for name, part in parts.items()},
        names=tuple(parts),
        now=timezone.now(),
        envelope_id=envelope_id,
    )


def test_an_envelope_becomes_a_case_and_is_blanked():
    referral = make_referral()
    assert open_waiting(now=timezone.now()) == 1
    assert blank_backed_up(now=timezone.now()) == 1
    case = VictimCase.objects.get(referral_id=referral.pk)
    assert case.reference == referral.reference
    assert case.contents["person"] == PERSON
    assert set(case.contents) == set(PARTS)
    envelope = SealedEnvelope.objects.get(pk=referral.envelope_id)
    assert bytes(envelope.blob) == b""
    assert envelope.opened_at
    assert Alert.objects.get().kind == "new_case"
    assert open_waiting(now=timezone.now()) == blank_backed_up(now=timezone.now()) == 0


@pytest.mark.parametrize("step", ["read", "store", "mark_opened"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_anywhere_loses_nothing_and_doubles_nothing(monkeypatch, step, when):
    referrals = [make_referral() for _ in range(3)]
    real = getattr(envelopes, step)

    def stop(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(envelopes, step, stop)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            open_waiting(now=timezone.now())
    monkeypatch.setattr(envelopes, step, real)
    open_waiting(now=timezone.now())
    open_waiting(now=timezone.now())
    assert {case.referral_id for case in VictimCase.objects.all()} == {r.pk for r in referrals}
    assert all(case.contents["person"] == PERSON for case in VictimCase.objects.all())
    assert OpenedEnvelope.objects.count() == 3
    assert not SealedEnvelope.objects.filter(opened_at__isnull=True).exists()


def test_what_is_stored_is_never_opened_again():
    referral = make_referral()
    open_waiting(now=timezone.now())
    forged = note_for(referral.pk, kind="referral", parts={"person": {"page": "x", "answers": []}})
    SealedEnvelope.objects.filter(pk=referral.envelope_id).update(
        blob=bytes(SealedEnvelope.objects.get(pk=forged.pk).blob), opened_at=None
    )
    open_waiting(now=timezone.now())
    assert VictimCase.objects.get(referral_id=referral.pk).contents["person"] == PERSON
    blank_backed_up(now=timezone.now())
    assert bytes(SealedEnvelope.objects.get(pk=referral.envelope_id).blob) == b""


def test_poison_stops_nothing_and_its_referral_still_gets_a_case():
    poisoned, sound = make_referral(), make_referral()
    SealedEnvelope.objects.filter(pk=poisoned.envelope_id).update(blob=b"\0" * ENVELOPE_BYTES)
    open_waiting(now=timezone.now())
    failure = OpenFailure.objects.get()
    assert (failure.pk, failure.reason) == (poisoned.envelope_id, "unreadable")
    assert VictimCase.objects.get(referral_id=sound.pk).contents["person"] == PERSON
    assert VictimCase.objects.get(referral_id=poisoned.pk).contents is None
    assert open_waiting(now=timezone.now()) == 0
    # Not blanked: it may still be opened once the fault is found.
    assert SealedEnvelope.objects.get(pk=poisoned.envelope_id).opened_at is None


def test_an_envelope_moved_to_another_referral_is_refused():
    victim_of, other = make_referral(), make_referral(parts={})
    blobs = {
        referral.pk: bytes(SealedEnvelope.objects.get(pk=referral.envelope_id).blob)
        for referral in (victim_of, other)
    }
    SealedEnvelope.objects.filter(pk=other.envelope_id).update(blob=blobs[victim_of.pk])
    open_waiting(now=timezone.now())
    assert OpenFailure.objects.get().reason == "mismatch"
    assert CANARY not in str(VictimCase.objects.get(referral_id=other.pk).contents)


def test_a_second_envelope_never_replaces_what_the_form_said():
    referral = make_referral()
    open_waiting(now=timezone.now())
    forged = note_for(referral.pk, kind="referral", parts={"person": {"page": "x", "answers": []}})
    type(referral).objects.filter(pk=referral.pk).update(envelope_id=forged.pk)
    open_waiting(now=timezone.now())
    assert VictimCase.objects.get(referral_id=referral.pk).contents["person"] == PERSON
    assert OpenFailure.objects.get().reason == "mismatch"


def nested(depth: int) -> list:
    return [nested(depth - 1)] if depth else []


@pytest.mark.parametrize(
    "strange",
    ["\0", "\ud800", nested(20), [{"\0": 1}], {"a": {"\udfff": 1}}],
    ids=["nul", "half a character", "deep", "nul in a name", "half in a name"],
)
def test_content_that_cannot_be_stored_stops_nothing(monkeypatch, strange):
    sealed_by_somebody_else = json.dumps({"text": strange}).encode()
    monkeypatch.setattr(boxes, "pad", padded(sealed_by_somebody_else, boxes.pad))
    poison = note_for(make_referral().pk, parts={"note": {"swap": True}})
    monkeypatch.undo()
    sound = make_referral()
    open_waiting(now=timezone.now())
    assert OpenFailure.objects.get().pk == poison.pk
    assert VictimCase.objects.get(referral_id=sound.pk).contents["person"] == PERSON


def test_brackets_without_end_stop_nothing(monkeypatch):
    monkeypatch.setattr(boxes, "pad", padded(b'{"text":' + b"[" * 6000, boxes.pad))
    poison = note_for(make_referral().pk, parts={"note": {"swap": True}})
    monkeypatch.undo()
    open_waiting(now=timezone.now())
    assert OpenFailure.objects.get().pk == poison.pk


def padded(body: bytes, pad):
    """Return a `pad` that puts `body` where a part says swap, as another sealer could."""

    def swapped(data: dict, size: int) -> bytes:
        if "swap" not in data:
            return pad(data, size)
        length = len(body).to_bytes(boxes.LENGTH_BYTES, "big")
        return length + body.ljust(size - boxes.LENGTH_BYTES, b"\0")

    return swapped


def test_a_failure_can_be_tried_again():
    referral = make_referral()
    blob = bytes(SealedEnvelope.objects.get(pk=referral.envelope_id).blob)
    SealedEnvelope.objects.filter(pk=referral.envelope_id).update(blob=b"short")
    open_waiting(now=timezone.now())
    SealedEnvelope.objects.filter(pk=referral.envelope_id).update(blob=blob)
    assert open_waiting(now=timezone.now()) == 0
    assert open_waiting(now=timezone.now(), again=True) == 1
    assert VictimCase.objects.get().contents["person"] == PERSON
    assert OpenFailure.objects.get().settled_at


def test_unknown_referral_and_unknown_kind_are_failures():
    unknown = note_for(uuid.uuid4())
    strange = note_for(make_referral().pk, kind="strange")
    open_waiting(now=timezone.now())
    reasons = dict(OpenFailure.objects.values_list("pk", "reason"))
    assert reasons == {unknown.pk: "mismatch", strange.pk: "unknown_kind"}


def test_a_note_and_a_concern_reach_the_case():
    case = make_case()
    note = note_for(case.referral_id)
    concern = note_for(case.referral_id, kind="concern", parts={"concern": {"words": CANARY}})
    open_waiting(now=timezone.now())
    assert SealedNote.objects.get(pk=note.pk).case == case
    assert Concern.objects.get(pk=concern.pk).contents["concern"]["words"] == CANARY
    assert set(Alert.objects.filter(kind="concern").values_list("source", flat=True)) == {
        f"note:{note.pk}",
        f"concern:{concern.pk}",
    }
    copy_waiting(now=timezone.now())
    receipt = ConcernReceipt.objects.get()
    assert (receipt.concern_id, receipt.state) == (concern.pk, "received")


def test_a_concern_does_not_wait_for_the_referrals_own_envelope():
    referral = make_referral()
    SealedEnvelope.objects.filter(pk=referral.envelope_id).update(blob=b"damaged")
    note_for(referral.pk, kind="concern", parts={"concern": {"words": CANARY}})
    open_waiting(now=timezone.now())
    assert Concern.objects.get().case.referral_id == referral.pk


def test_the_key_is_missing_for_everybody_but_the_opener(settings, tmp_path):
    make_referral()
    settings.SEALING_PRIVATE_KEY_FILE = tmp_path / "none"
    assert not envelopes.has_key()
    with pytest.raises(OSError, match="none"):
        open_waiting(now=timezone.now())
