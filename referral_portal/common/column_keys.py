"""Encrypt columns so that only the holder of a key can read them, and only in their own place.

Each value is padded to a block and encrypted with XChaCha20-Poly1305 under its own key, which is
sealed for the column key's public half. So a process can write values that it cannot read. The key
id, table, row and column are authenticated: a value that was moved cannot be decrypted. Keys are in
files.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_box_SEALBYTES,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

VERSION = b"\x01"
ID_BYTES = 8
KEY_BYTES = 32
NONCE_BYTES = 24
LENGTH_BYTES = 4
SEALED_KEY_BYTES = KEY_BYTES + crypto_box_SEALBYTES
HEAD_BYTES = len(VERSION) + ID_BYTES + SEALED_KEY_BYTES + NONCE_BYTES
SEARCH_PERSON = b"column search v1"


class CannotUnlock(ValueError):
    """A value is damaged or was moved, or its key is missing."""


def key_id(public: PublicKey) -> str:
    """Return the name of a key: a digest of its public half with 16 hex digits."""
    return hashlib.blake2b(bytes(public), digest_size=ID_BYTES).hexdigest()


@dataclass(frozen=True)
class ColumnKey:
    """One line of the key file: the private key of columns, and the key for hashing search words."""

    private: PrivateKey
    search: bytes

    @cached_property
    def id(self) -> str:
        """The key's name."""
        return key_id(self.private.public_key)

    @classmethod
    def generate(cls) -> "ColumnKey":
        """Return a new key."""
        return cls(PrivateKey.generate(), random(KEY_BYTES))

    def line(self) -> str:
        """Return the key as a line of its file."""
        return " ".join(
            base64.b64encode(part).decode() for part in (bytes(self.private), self.search)
        )


def column_keys() -> tuple[ColumnKey, ...]:
    """Return every key, the one in use first; a file that has changed is read again.

    Raises ImproperlyConfigured if the file is missing: not every process may read columns.
    """
    return _keys_in(*_version(settings.COLUMN_KEYS_FILE))


def public_key() -> PublicKey:
    """Return the public key for new values, which processes that only write also have."""
    if settings.COLUMN_KEYS_FILE.exists():
        return column_keys()[0].private.public_key
    return _public_in(*_version(settings.COLUMN_PUBLIC_KEY_FILE))


def lock(plain: bytes, *, place: Sequence[str], block: int) -> bytes:
    """Return `plain` encrypted for its place, padded to a multiple of `block` bytes."""
    public = public_key()
    name, key, nonce = key_id(public), random(KEY_BYTES), random(NONCE_BYTES)
    padded = len(plain).to_bytes(LENGTH_BYTES, "big") + plain
    padded += bytes(-len(padded) % block)
    head = VERSION + bytes.fromhex(name) + SealedBox(public).encrypt(key) + nonce
    body = crypto_aead_xchacha20poly1305_ietf_encrypt(padded, _bound(name, place), nonce, key)
    return head + body


def unlock(value: bytes, *, place: Sequence[str]) -> bytes:
    """Return the plain value that was encrypted for this place; raise CannotUnlock otherwise."""
    name = key_of(value)
    found = next((key for key in column_keys() if key.id == name), None)
    if found is None:
        raise CannotUnlock(f"There is no key {name}.")
    start = len(VERSION) + ID_BYTES
    sealed, nonce = (
        value[start : start + SEALED_KEY_BYTES],
        value[HEAD_BYTES - NONCE_BYTES : HEAD_BYTES],
    )
    try:
        key = SealedBox(found.private).decrypt(sealed)
        padded = crypto_aead_xchacha20poly1305_ietf_decrypt(
            value[HEAD_BYTES:], _bound(name, place), nonce, key
        )
    except CryptoError as error:
        raise CannotUnlock("This value was not written here.") from error
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def key_of(value: bytes) -> str:
    """Return the name of the key for `value`; raise CannotUnlock if it is not an encrypted value."""
    if not value.startswith(VERSION) or len(value) <= HEAD_BYTES:
        raise CannotUnlock("This is not an encrypted value.")
    return value[len(VERSION) : len(VERSION) + ID_BYTES].hex()


def search_digest(key: ColumnKey, kind: str, words: str) -> str:
    """Return the keyed BLAKE2b hash of `words` for the search index: 64 hex digits."""
    text = f"{kind}\0{words}".encode()
    return hashlib.blake2b(text, key=key.search, digest_size=32, person=SEARCH_PERSON).hexdigest()


def _bound(name: str, place: Sequence[str]) -> bytes:
    # Each part with its length, so that two different places never give the same bytes.
    parts = [part.encode() for part in (name, *place)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _version(path: Path) -> tuple[Path, int, int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise ImproperlyConfigured(f"There is no key in {path}; docs/keys.md says more.") from error
    return path, stat.st_ino, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=8)
def _keys_in(path: Path, *_version: int) -> tuple[ColumnKey, ...]:
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    keys = tuple(
        ColumnKey(PrivateKey(base64.b64decode(private)), base64.b64decode(search))
        for private, search in lines
    )
    if not keys:
        raise ImproperlyConfigured(f"There is no key in {path}; docs/keys.md says more.")
    return keys


@lru_cache(maxsize=8)
def _public_in(path: Path, *_version: int) -> PublicKey:
    return PublicKey(base64.b64decode(path.read_text().strip()))
