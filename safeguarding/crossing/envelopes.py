"""Open sealed envelopes: the only code that reads the private key.

Each envelope is stored on this side by its id, committed, and only then marked in the portal, so
that a crash at any point loses nothing and stores nothing twice. The portal keeps the ciphertext (see
`blanking`), so that what a restore of this side has lost is opened again. An envelope that cannot be
opened is recorded and stops no other; its referral still gets a case, so that a person at risk can be
told.
"""

import contextlib
import datetime as dt
import json
import logging
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from cohorts.concern_levels import ConcernLevel
from referral_portal.sealing.boxes import (
    HEADER_BYTES,
    LENGTH_BYTES,
    MOST_PARTS,
    SEALED_PART_BYTES,
)
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import Referral
from safeguarding.crossing import synthetic
from safeguarding.crossing.alerts import Occurrence, fill_case, raise_alerts, start_case
from safeguarding.crossing.blanking import missing_here
from safeguarding.crossing.transactions import in_portal
from safeguarding.enums import AlertKind, FailureReason, HandbackKind
from safeguarding.keys import sealing_keys
from safeguarding.models import (
    Concern,
    Handback,
    OpenedEnvelope,
    OpenFailure,
    SealedNote,
    VictimCase,
)
from safeguarding.recorder import record
from safeguarding.transactions import seeing_all

logger = logging.getLogger(__name__)
BATCH = 50
REFERRAL, NOTE, CONCERN, SYNTHETIC = "referral", "note", "concern", "synthetic"
DEEPEST = 10  # ours are five deep: part, answers, one answer, its value, a list


class CannotOpen(Exception):
    """This envelope cannot be opened; the argument is a FailureReason."""


class Boxes:
    """Opens envelopes sealed for any of the keys, because a draft can outlive a change of key."""

    def __init__(self, keys: list[PrivateKey]):
        self._boxes = [SealedBox(key) for key in keys]

    def decrypt(self, sealed: bytes) -> bytes:
        """Return the content; raises CryptoError when no key opens it."""
        for box in self._boxes[:-1]:
            with contextlib.suppress(CryptoError):
                return box.decrypt(sealed)
        return self._boxes[-1].decrypt(sealed)


@dataclass(frozen=True)
class Letter:
    """The content of an envelope."""

    referral_id: uuid.UUID
    kind: str
    parts: dict[str, dict]


def has_key() -> bool:
    """Return whether this process can read the private key, as only the opener's should."""
    return settings.SEALING_PRIVATE_KEY_FILE.exists()


def open_waiting(*, now: dt.datetime, limit: int = BATCH, again: bool = False) -> int:
    """Open up to `limit` waiting envelopes and return the number that no longer wait.

    An envelope also waits when the portal says that it was opened and this side, restored from a
    backup, does not have it. With `again`, also try those that could not be opened before.
    """
    box = Boxes(sealing_keys())
    failed = []
    if not again:
        failures = OpenFailure.objects.filter(settled_at__isnull=True)
        failed = list(failures.values_list("pk", flat=True))
    waiting = SealedEnvelope.objects.filter(opened_at__isnull=True).exclude(pk__in=failed)
    waiting = list(waiting.order_by("sealed_at", "pk")[:limit])
    waiting += missing_here(failed, limit=limit - len(waiting))
    done = 0
    for envelope in waiting:
        if not OpenedEnvelope.objects.filter(pk=envelope.pk).exists():
            try:
                letter, referral = read(box, envelope)
                store(envelope, letter, referral, now=now)
            except CannotOpen as failure:
                note_failure(envelope, failure.args[0], now=now)
                done += not again
                continue
        mark_opened(envelope, now=now)
        done += 1
    return done


def read(box: Boxes, envelope: SealedEnvelope) -> tuple[Letter, Referral | None]:
    """Open an envelope and find the referral it belongs to; a synthetic one belongs to none.

    Raises CannotOpen.
    """
    try:
        letter = unpack(box, bytes(envelope.blob))
    except (
        CryptoError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise CannotOpen(FailureReason.UNREADABLE) from error
    if letter.kind not in {REFERRAL, NOTE, CONCERN, SYNTHETIC}:
        raise CannotOpen(FailureReason.UNKNOWN_KIND)
    referrals = Referral.objects.filter(pk=letter.referral_id)
    if letter.kind == REFERRAL:
        # An attacker who owns the portal's tables must not move an envelope to another referral.
        referrals = referrals.filter(envelope_id=envelope.pk)
    referral = referrals.first()
    # A synthetic referral has no row, and must not take the place of one that has.
    if (referral is None) != (letter.kind == SYNTHETIC):
        raise CannotOpen(FailureReason.MISMATCH)
    return letter, referral


def unpack(box: Boxes, blob: bytes) -> Letter:
    """Return the content of `blob`; raises CryptoError, ValueError, KeyError or TypeError."""
    content = box.decrypt(blob)
    header = unpad(content[:HEADER_BYTES])
    names = header["parts"]
    if len(names) > MOST_PARTS:
        raise ValueError("An envelope has at most five parts.")
    parts = {}
    for number, name in enumerate(names):
        start = HEADER_BYTES + number * SEALED_PART_BYTES
        parts[str(name)] = unpad(box.decrypt(content[start : start + SEALED_PART_BYTES]))
    return Letter(uuid.UUID(header["referral"]), str(header["kind"]), parts)


def unpad(padded: bytes) -> dict:
    """Return the JSON object at the start of `padded`, after the bytes that hold its length."""
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    data = json.loads(padded[LENGTH_BYTES : LENGTH_BYTES + length])
    if not isinstance(data, dict):
        raise ValueError("A part is an object.")
    check_storable(data)
    return data


def check_storable(value, depth: int = 0) -> None:
    """Raise ValueError for content that no form of ours seals and that cannot be stored or drawn.

    One such envelope would otherwise hold up every later one: PostgreSQL refuses NUL and half
    characters, and a page cannot draw content that is nested without end.
    """
    if depth > DEEPEST:
        raise ValueError("A part is nested too deeply.")
    if isinstance(value, str):
        value.encode()  # half a character raises UnicodeEncodeError, a ValueError
        if "\0" in value:
            raise ValueError("A part holds characters that cannot be stored.")
    if isinstance(value, dict):
        check_storable([*value.keys(), *value.values()], depth + 1)
    elif isinstance(value, list):
        for item in value:
            check_storable(item, depth + 1)


def store(
    envelope: SealedEnvelope, letter: Letter, referral: Referral | None, *, now: dt.datetime
) -> None:
    """Store the content on this side; a second call for the same envelope stores nothing.

    Raises CannotOpen for a second form about one referral.
    """
    try:
        with seeing_all():
            OpenedEnvelope.objects.create(pk=envelope.pk, kind=letter.kind, stored_at=now)
            OpenFailure.objects.filter(pk=envelope.pk).update(settled_at=now)
            if referral is None:
                _keep_synthetic(envelope, letter, now)
                return
            case = start_case(referral_id=referral.pk, reference=referral.reference, now=now)
            STORE[letter.kind](case, envelope, letter, now)
    except IntegrityError:
        # Another opener was faster; any other error is not ours to swallow.
        if not OpenedEnvelope.objects.filter(pk=envelope.pk).exists():
            raise


def _store_contents(case: VictimCase, envelope, letter: Letter, now: dt.datetime) -> None:
    # Once: an attacker who owns the portal's tables could point the referral to another envelope.
    if not fill_case(case, letter.parts):
        raise CannotOpen(FailureReason.MISMATCH)


def _keep_synthetic(envelope: SealedEnvelope, letter: Letter, now: dt.datetime) -> None:
    # After a restore an old envelope is opened again, when its round has been forgotten.
    if found := synthetic.round_of(letter.referral_id, envelope.pk):
        synthetic.keep(found, letter.parts, now=now)


def _store_note(case: VictimCase, envelope, letter: Letter, now: dt.datetime) -> None:
    SealedNote.objects.create(
        pk=envelope.pk, case=case, contents=letter.parts, sealed_at=envelope.sealed_at
    )
    occurrence = Occurrence(
        AlertKind.CONCERN,
        f"note:{envelope.pk}",
        case.referral_id,
        envelope.sealed_at,
        {"note": str(envelope.pk)},
    )
    raise_alerts({case.referral_id: case}, [occurrence], now=now)


def _store_concern(case: VictimCase, envelope, letter: Letter, now: dt.datetime) -> None:
    level = _level_of(letter)
    rank = int(ConcernLevel.HIGH) if level is None else level
    concern = Concern.objects.create(
        pk=envelope.pk,
        case=case,
        contents=letter.parts,
        level=level,
        raised_at=envelope.sealed_at,
        state_at=now,
    )
    # The member of staff who raised it sees at once that it has arrived.
    Handback.objects.create(
        kind=HandbackKind.RECEIPT,
        target=str(concern.pk),
        case=case,
        payload={
            "concern_id": str(concern.pk),
            "state": concern.state,
            "released_at": now.isoformat(),
        },
        created_at=now,
    )
    occurrence = Occurrence(
        AlertKind.CONCERN,
        f"concern:{concern.pk}",
        case.referral_id,
        envelope.sealed_at,
        {"concern": str(concern.pk), "level": rank},
        level=rank,
    )
    raise_alerts({case.referral_id: case}, [occurrence], now=now)


def _level_of(letter: Letter) -> int | None:
    """Return the level in a concern; None for one without, or with something else in its place."""
    level = letter.parts.get(CONCERN, {}).get("level")
    return level if type(level) is int and level in set(ConcernLevel) else None


STORE = {REFERRAL: _store_contents, NOTE: _store_note, CONCERN: _store_concern}


def note_failure(envelope: SealedEnvelope, reason: FailureReason, *, now: dt.datetime) -> None:
    """Record an envelope that cannot be opened, and start the case of its referral, if it has one."""
    logger.error("envelope not opened", extra={"envelope": str(envelope.pk), "reason": reason})
    referral = Referral.objects.filter(envelope_id=envelope.pk).first()
    with seeing_all():
        failure, is_new = OpenFailure.objects.get_or_create(
            pk=envelope.pk, defaults={"reason": reason, "failed_at": now}
        )
        if is_new:
            record("envelope.failed", by=None, target=failure, now=now, reason=reason)
        if referral:
            start_case(referral_id=referral.pk, reference=referral.reference, now=now)


def mark_opened(envelope: SealedEnvelope, *, now: dt.datetime) -> None:
    """Mark the portal's row as opened after the content is stored here; the first time counts."""
    with in_portal():
        SealedEnvelope.objects.filter(pk=envelope.pk, opened_at=None).update(opened_at=now)
