"""Make and read the token of a drawn form: what the form was drawn from, and a one-time part.

A token is encrypted for one zone and always has the same length, so it tells its reader nothing. It
is no proof of who sends it: that stays with the session and the CSRF token.
"""

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import SecretBox

FIELD = "page_token"
LENGTH = 256  # bytes before encryption
NONCE_BYTES = 16


@dataclass(frozen=True)
class Drawn:
    """What one form was drawn from.

    `account` is the account that saw it, or "". `subject` names a draft or row and `version` its
    version then; both are "" on a page that shows no row. `at` is in seconds since 1970.
    """

    account: str = ""
    subject: str = ""
    version: str = ""
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(NONCE_BYTES))
    at: int = field(default_factory=lambda: int(time.time()))


def make_token(drawn: Drawn, *, zone: str) -> str:
    """Return the token of `drawn`; raise ValueError if its parts do not fit."""
    parts = [drawn.account, drawn.subject, drawn.version, drawn.nonce, drawn.at]
    plain = json.dumps(parts, separators=(",", ":")).encode()
    if len(plain) > LENGTH:
        raise ValueError("The parts of a page token are too long.")
    box = _box(zone).encrypt(plain.ljust(LENGTH), secrets.token_bytes(SecretBox.NONCE_SIZE))
    return base64.urlsafe_b64encode(bytes(box)).decode()


def read_token(token: str, *, zone: str) -> Drawn | None:
    """Read `token`; return None if this zone did not make it."""
    try:
        plain = _box(zone).decrypt(base64.urlsafe_b64decode(token.encode()))
        return Drawn(*json.loads(plain))
    except (CryptoError, ValueError, TypeError):
        return None


def _box(zone: str) -> SecretBox:
    return _box_of(zone, settings.SECRET_KEY)


@lru_cache(maxsize=4)  # every form of every page asks for it
def _box_of(zone: str, secret: str) -> SecretBox:
    key = blake2b(
        f"page of {zone}".encode(),
        key=secret.encode()[:64],
        digest_size=SecretBox.KEY_SIZE,
        encoder=RawEncoder,
    )
    return SecretBox(key)
