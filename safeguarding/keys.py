"""Make, change and clear the files of keys; docs/keys.md is the runbook.

Each file has one key a line, the newest first; the first is in use. The opener tries every private
sealing key, so that envelopes sealed before a change still open. A file is replaced in one step, so
that no process reads half of it. A key is removed only when nothing needs it.
"""

import base64
import contextlib
import datetime as dt
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from referral_portal.common.column_keys import ColumnKey, column_keys, key_id, key_of
from referral_portal.common.refusals import Refusal
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import Draft
from safeguarding.columns import Ciphertext, sealed_fields
from safeguarding.models import VictimCase
from safeguarding.router import ALIAS
from safeguarding.transactions import seeing_all

BATCH = 100


def create_column_key() -> bool:
    """Make the first column key and return True; return False when there is a key already."""
    if settings.COLUMN_KEYS_FILE.exists() or settings.COLUMN_PUBLIC_KEY_FILE.exists():
        return False
    _write_column_keys((ColumnKey.generate(),))
    return True


def add_column_key() -> str:
    """Put a new column key into use, keep the old ones, and return its name."""
    _write_column_keys((ColumnKey.generate(), *column_keys()))
    return column_keys()[0].id


def encrypted_models() -> list[type[models.Model]]:
    """Return every model with encrypted columns."""
    return [model for model in apps.get_app_config(ALIAS).get_models() if sealed_fields(model)]


def reencrypt(*, batch: int = BATCH) -> int:
    """Encrypt every row under the key in use, and return the number of rows that changed.

    A batch is one transaction, and finished rows are passed over, so that it can be stopped and run
    again. Needs the database's owner, because the application may not change some of these rows.
    """
    done = 0
    for model in encrypted_models():
        last = None
        while True:
            with seeing_all():
                rows = _after(model, last, batch)
                done += sum(_reencrypt_row(row) for row in rows)
            if not rows:
                break
            last = rows[-1].pk
    return done


def keys_in_use() -> dict[str, Counter]:
    """Return, by the name of the key, the number of values of each table under it."""
    found: dict[str, Counter] = {}
    with seeing_all():
        for model in encrypted_models():
            for row in model._base_manager.using(ALIAS).iterator(chunk_size=500):
                for _, value in _values(row):
                    found.setdefault(key_of(value), Counter())[model._meta.db_table] += 1
    return found


def forget_column_keys() -> list[str]:
    """Remove every column key except the one in use, and return their names.

    Raises Refusal while a value is under one of them, or a case is filed under one.
    """
    in_use, *old = column_keys()
    needed = keys_in_use().keys() & {key.id for key in old}
    with seeing_all():
        unfiled = VictimCase.objects.exclude(indexed_key=in_use.id).exists()
    if needed or unfiled:
        raise Refusal(
            "Rows are still under an old key, or not yet filed under the new one. Run"
            " rotate_column_keys again, wait for the background work, then try again."
        )
    _write_column_keys((in_use,))
    return [key.id for key in old]


def _after(model: type[models.Model], last, batch: int) -> list[models.Model]:
    rows = models.QuerySet(model, using=ALIAS).select_for_update().order_by("pk")
    return list((rows if last is None else rows.filter(pk__gt=last))[:batch])


def _values(row: models.Model) -> list[tuple[str, Ciphertext]]:
    stored = [(field.attname, row.__dict__[field.attname]) for field in sealed_fields(type(row))]
    return [(name, value) for name, value in stored if isinstance(value, Ciphertext)]


def _reencrypt_row(row: models.Model) -> bool:
    new = column_keys()[0].id
    old = [name for name, value in _values(row) if key_of(value) != new]
    if not old:
        return False
    values = {name: row._meta.get_field(name).sealed(getattr(row, name), row) for name in old}
    # Not through the model's own manager, because the application never changes these rows.
    models.QuerySet(type(row), using=ALIAS).filter(pk=row.pk).update(**values)
    return True


# -- The sealing key --------------------------------------------------------------------------
def sealing_keys() -> list[PrivateKey]:
    """Return every private sealing key, the newest first; only for the opener."""
    lines = settings.SEALING_PRIVATE_KEY_FILE.read_text().split()
    return [PrivateKey(base64.b64decode(line)) for line in lines]


def add_sealing_key() -> str:
    """Put a new sealing key into use, keep the old ones, and return its name.

    The portal's processes read the public half when they start.
    """
    key = PrivateKey.generate()
    _write_sealing_keys([key, *sealing_keys()])
    return key_id(key.public_key)


def forget_sealing_keys(*, now: dt.datetime) -> list[str]:
    """Remove every sealing key except the one in use, and return their names.

    Raises Refusal while an envelope waits, or a form that can still be sent was started under one.
    """
    in_use, *old = sealing_keys()
    if not old:
        return []
    # Forms first: a form that is sent between the two queries then waits as an envelope.
    drafts = Draft.objects.filter(submitted_at=None, expires_at__gt=now)
    if count := drafts.exclude(sealing_key=key_id(in_use.public_key)).count():
        raise Refusal(
            f"Unfinished forms that may hold answers sealed under an old key: {count}. Try again when"
            f" they are sent or deleted, {settings.DRAFT_DAYS} days after the portal got the new key."
        )
    if SealedEnvelope.objects.filter(opened_at__isnull=True).exists():
        raise Refusal("Envelopes are still waiting to be opened. Run open_envelopes first.")
    kept = SealedEnvelope.objects.exclude(blob=b"").iterator(BATCH)
    if settings.KEEPS_BACKUPS and not all(map(_opens_with(in_use), kept)):
        raise Refusal(
            "Envelopes sealed under an old key are kept until a backup holds their content. Try again"
            " after the next backup."
        )
    _write_sealing_keys([in_use])
    return [key_id(key.public_key) for key in old]


def _opens_with(key: PrivateKey) -> Callable[[SealedEnvelope], bool]:
    def opens(envelope: SealedEnvelope) -> bool:
        try:
            SealedBox(key).decrypt(bytes(envelope.blob))
        except CryptoError:
            return False
        return True

    return opens


# -- Files --------------------------------------------------------------------------------------
def _write_column_keys(keys: tuple[ColumnKey, ...]) -> None:
    # The private keys first: a value must never be sealed for a key that is not stored.
    _replace(settings.COLUMN_KEYS_FILE, [key.line() for key in keys], mode=0o600)
    public = base64.b64encode(bytes(keys[0].private.public_key)).decode()
    _replace(settings.COLUMN_PUBLIC_KEY_FILE, [public], mode=0o644)


def _write_sealing_keys(keys: list[PrivateKey]) -> None:
    lines = [base64.b64encode(bytes(key)).decode() for key in keys]
    _replace(settings.SEALING_PRIVATE_KEY_FILE, lines, mode=0o600)
    public = base64.b64encode(bytes(keys[0].public_key)).decode()
    _replace(settings.SEALING_PUBLIC_KEY_FILE, [public], mode=0o644)


def _replace(path: Path, lines: list[str], *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.new")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
