"""Compute the one-time codes of an authenticator app (RFC 6238).

SHA-1, 6 digits and 30 seconds, as every app does. The caller keeps the secret and makes sure that a
time step counts once.
"""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from django.conf import settings

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps a phone's clock may be off, either way
SECRET_BYTES = 20


def new_secret() -> str:
    """Return a new secret, in base 32 as users type it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def otp_address(*, name: str, secret: str) -> str:
    """Return the otpauth address for `secret`; the issuer is the neutral name of the site."""
    issuer = settings.SECOND_FACTOR_ISSUER
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{name}')}?{query}"


def code_at(secret: str, step: int) -> str:
    """Return the code of time step `step`."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, *, seconds: float) -> int | None:
    """Return the time step with this code, near `seconds` since 1970, or None."""
    now = int(seconds // STEP)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found
