"""Seal answers into boxes of a fixed size that only the opener's private key can read.

While a form is being filled in, its parts are padded and sealed one by one. The envelope pads and
seals all parts again, with the referral's id inside. This module holds no private key and cannot
open anything. It uses libsodium's sealed boxes through PyNaCl.
"""

import base64
import datetime as dt
import functools
import json
import uuid
from pathlib import Path

from django.conf import settings
from nacl.bindings import crypto_box_SEALBYTES
from nacl.public import PublicKey, SealedBox

from referral_portal.common.column_keys import key_id
from referral_portal.common.refusals import Refusal
from referral_portal.sealing.models import SealedEnvelope

PART_BYTES = 6 * 1024  # one page before sealing
SEALED_PART_BYTES = PART_BYTES + crypto_box_SEALBYTES
HEADER_BYTES = 1024  # the referral's id, the kind and the names of the parts
ENVELOPE_BYTES = 32 * 1024  # before sealing: the header and five sealed pages
LENGTH_BYTES = 4
MOST_PARTS = 5


class PartTooLarge(Refusal):
    """The answers of one page do not fit into a part."""

    def __init__(self):
        super().__init__("This is too long to seal. Shorten it.", "words")


@functools.cache
def _public_key(path: Path) -> PublicKey:
    return PublicKey(base64.b64decode(path.read_text().strip()))


def _box() -> SealedBox:
    return SealedBox(_public_key(settings.SEALING_PUBLIC_KEY_FILE))


def key_name() -> str:
    """Return the name of the key that this process seals with."""
    return key_id(_public_key(settings.SEALING_PUBLIC_KEY_FILE))


def pad(data: dict, size: int) -> bytes:
    """Return `data` as JSON, preceded by its length and padded to exactly `size` bytes."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) + LENGTH_BYTES > size:
        raise PartTooLarge
    return len(body).to_bytes(LENGTH_BYTES, "big") + body.ljust(size - LENGTH_BYTES, b"\0")


def seal_part(data: dict) -> bytes:
    """Return the answers of one page, padded and sealed.

    Raises PartTooLarge when they need more than PART_BYTES.
    """
    return _box().encrypt(pad(data, PART_BYTES))


def seal_envelope(
    *,
    referral_id: uuid.UUID,
    kind: str,
    parts: dict[str, bytes],
    names: tuple[str, ...],
    now: dt.datetime,
    envelope_id: uuid.UUID | None = None,
) -> SealedEnvelope:
    """Insert and return an envelope with `parts` inside.

    `names` are all parts that this kind of envelope can have. A page that was not filled in becomes
    an empty part, so that every envelope looks the same. The caller holds the referral's transaction.
    """
    if len(names) > MOST_PARTS or not set(parts) <= set(names):
        raise ValueError("An envelope has at most five parts, and only those it names.")
    header = {"referral": str(referral_id), "kind": kind, "parts": list(names)}
    content = pad(header, HEADER_BYTES) + b"".join(
        parts.get(name) or seal_part({}) for name in names
    )
    envelope = SealedEnvelope(
        id=envelope_id or uuid.uuid4(),
        blob=_box().encrypt(content.ljust(ENVELOPE_BYTES, b"\0")),
        sealed_at=now,
    )
    envelope.save(force_insert=True)
    return envelope
