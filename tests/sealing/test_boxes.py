"""Envelopes: all alike from outside, readable only with the key that the portal does not have."""

import base64
import json
import uuid

import pytest
from django.conf import settings
from django.utils import timezone
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from referral_portal.sealing.boxes import (
    ENVELOPE_BYTES,
    HEADER_BYTES,
    LENGTH_BYTES,
    PART_BYTES,
    SEALED_PART_BYTES,
    PartTooLarge,
    seal_envelope,
    seal_part,
)
from referral_portal.sealing.models import SealedEnvelope

NAMES = ("awareness", "person", "others", "children", "risk")


def private_box() -> SealedBox:
    key = settings.SEALING_PRIVATE_KEY_FILE.read_text()
    return SealedBox(PrivateKey(base64.b64decode(key)))


def unpad(data: bytes) -> dict:
    length = int.from_bytes(data[:LENGTH_BYTES], "big")
    return json.loads(data[LENGTH_BYTES : LENGTH_BYTES + length])


def envelope_with(parts: dict, referral_id=None) -> SealedEnvelope:
    return seal_envelope(
        referral_id=referral_id or uuid.uuid4(),
        kind="referral",
        parts=parts,
        names=NAMES,
        now=timezone.now(),
    )


@pytest.mark.django_db
def test_an_empty_and_a_full_envelope_have_the_same_size():
    # As much as a page can hold, in letters of four bytes.
    fullest = {"answers": "🙂" * ((PART_BYTES - LENGTH_BYTES - len('{"answers":""}')) // 4)}
    full = envelope_with({name: seal_part(fullest) for name in NAMES})
    empty = envelope_with({})

    assert len(full.blob) == len(empty.blob) == ENVELOPE_BYTES + 48


def test_a_part_that_does_not_fit_is_refused_before_it_is_sealed():
    with pytest.raises(PartTooLarge):
        seal_part({"answers": "🙂" * (PART_BYTES // 4)})


@pytest.mark.django_db
def test_the_opener_finds_the_referral_and_every_part_inside():
    referral_id = uuid.uuid4()
    envelope = envelope_with({"person": seal_part({"name": "Invented Example"})}, referral_id)

    content = private_box().decrypt(bytes(envelope.blob))
    header = unpad(content[:HEADER_BYTES])
    start = HEADER_BYTES + NAMES.index("person") * SEALED_PART_BYTES
    part = unpad(private_box().decrypt(content[start : start + SEALED_PART_BYTES]))

    assert header == {"referral": str(referral_id), "kind": "referral", "parts": list(NAMES)}
    assert part == {"name": "Invented Example"}


@pytest.mark.django_db
def test_nothing_that_was_sealed_is_readable_in_the_row():
    envelope = envelope_with({"person": seal_part({"name": "Canary Example"})})

    stored = SealedEnvelope.objects.get(pk=envelope.pk)
    assert b"Canary" not in bytes(stored.blob)
    assert str(stored) == "Sealed envelope"


@pytest.mark.django_db
def test_one_changed_bit_closes_the_envelope_for_good():
    envelope = envelope_with({})
    blob = bytearray(envelope.blob)
    blob[100] ^= 1

    with pytest.raises(CryptoError):
        private_box().decrypt(bytes(blob))


@pytest.mark.django_db
def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="at most five parts"):
        envelope_with({"other": seal_part({})})
