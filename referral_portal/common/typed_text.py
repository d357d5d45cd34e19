"""Encrypt what a user typed, and the hint that says who typed it and on which page.

A hint is drawn into every form of a signed-in user. Only this zone can make or read one, so a post
without a session can still be kept for the right account, and a stranger cannot fill the store. The
words are encrypted under a key made from a token that only the user's browser holds. A copy of the
database does not decrypt them, even together with SECRET_KEY. Nothing here reads a database.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

HINT = "typed_hint"  # the name of the hidden field
# Never kept. Pages that ask for passwords or codes draw no hint either.
DROPPED = {"csrfmiddlewaretoken", "page_token", HINT}
SECRET_WORD = "password"
MOST_BYTES = 64 * 1024  # of what was typed on one page
LONGEST_PATH = 1000
BLOCK = 4096
LENGTH_BYTES = 4


class Unreadable(ValueError):
    """A hint or a box was not made here, or was made for another account or browser."""


@dataclass(frozen=True)
class Hint:
    """Who drew a page, at which address, under which title, and when they had signed in."""

    account: int
    page: str
    title: str
    since: int  # seconds since 1970


@dataclass(frozen=True)
class Typed:
    """What was typed on one page."""

    page: str  # the address that the page was drawn at, with its query
    action: str  # the path that it was posted to
    title: str
    at: int  # seconds since 1970
    fields: dict[str, list[str]]


def hint_text(hint: Hint, *, zone: str) -> str:
    """Return the hint as text for a hidden field.

    Equal hints give equal text, so that a page drawn twice is the same page.
    """
    plain = json.dumps(vars(hint), separators=(",", ":")).encode()
    # Of hashlib, whose function is much faster than that of nacl: every page with a form has a hint.
    nonce = hashlib.blake2b(
        plain, digest_size=SecretBox.NONCE_SIZE, key=_zone_key(zone, "nonce")
    ).digest()
    box = SecretBox(_zone_key(zone, "hint")).encrypt(plain, nonce)
    return base64.urlsafe_b64encode(bytes(box)).decode().rstrip("=")


def read_hint(text: str, *, zone: str) -> Hint:
    """Return the hint of a post; raise Unreadable if this zone did not make it."""
    try:
        box = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return Hint(**json.loads(SecretBox(_zone_key(zone, "hint")).decrypt(box)))
    except (CryptoError, ValueError, TypeError, binascii.Error) as error:
        raise Unreadable from error


def typed_fields(post: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Return the fields of a post that may be kept: no tokens, no passwords, nothing empty."""
    return {
        name: [str(value) for value in values]
        for name, values in post
        if name not in DROPPED and SECRET_WORD not in name.lower() and any(values)
    }


def owner_of(account: int, *, zone: str) -> str:
    """Return the name of an account in the table, which says nothing without SECRET_KEY."""
    return salted_hmac(f"typed.{zone}.owner", str(account), algorithm="sha256").hexdigest()


def browser_of(token: str) -> str:
    """Return the digest of a browser's token, which is all that is stored of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def lock(typed: Typed, *, token: str, owner: str, zone: str) -> bytes:
    """Return `typed` encrypted for one browser and one account, padded to whole blocks.

    Raises ValueError for more than MOST_BYTES.
    """
    plain = json.dumps(asdict(typed), ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > MOST_BYTES:
        raise ValueError("More was typed than is kept.")
    padded = len(plain).to_bytes(LENGTH_BYTES, "big") + plain
    padded += bytes(-len(padded) % BLOCK)
    return bytes(_box(token, owner, zone).encrypt(padded))


def unlock(box: bytes, *, token: str, owner: str, zone: str) -> Typed:
    """Return the typed words; raise Unreadable for another browser or account."""
    try:
        padded = _box(token, owner, zone).decrypt(bytes(box))
        length = int.from_bytes(padded[:LENGTH_BYTES], "big")
        return Typed(**json.loads(padded[LENGTH_BYTES : LENGTH_BYTES + length]))
    except (CryptoError, ValueError, TypeError) as error:
        raise Unreadable from error


def _zone_key(zone: str, purpose: str) -> bytes:
    return _zone_key_of(zone, purpose, settings.SECRET_KEY)


@lru_cache(maxsize=16)  # every form of every page asks for two
def _zone_key_of(zone: str, purpose: str, secret: str) -> bytes:
    name = f"typed.{zone}.{purpose}"
    return salted_hmac(name, "", secret=secret, algorithm="sha256").digest()


def _box(token: str, owner: str, zone: str) -> SecretBox:
    key = hashlib.blake2b(
        f"{owner}\0{token}".encode(),
        digest_size=SecretBox.KEY_SIZE,
        key=_zone_key(zone, "words"),
    )
    return SecretBox(key.digest())
