"""Recognise the browsers with which a user has signed in before, by a cookie.

The cookie holds signed, keyed digests of the accounts that signed in here, and no name. It ends after
BROWSER_DAYS, and after a change of password every browser is new. It gives no access. Without it the
user gets one more email, and others' wrong tries can make them wait.
"""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

MOST = 5  # people who share a browser
SECONDS_IN_A_DAY = 60 * 60 * 24
SIGNER = TimestampSigner(sep="~", salt="referral_portal.devices")


def mark_of(account, *, side: str) -> str:
    """Return the digest that stands for `account` in a browser; it changes with the password."""
    value = f"{side}:{account.pk}:{account.password}"
    return salted_hmac("referral_portal.devices", value, algorithm="sha256").hexdigest()[:32]


def known_by(cookie: str, mark: str) -> str:
    """Return the entry with `mark` in a browser's cookie, different in each browser, or ""."""
    found = ""
    for sign in cookie.split("."):
        if constant_time_compare(mark, _mark_in(sign)):
            found = sign
    return found


def is_known(request: HttpRequest, name: str, mark: str) -> bool:
    """Return whether the cookie `name` of this browser holds `mark`."""
    return bool(known_by(request.COOKIES.get(name, ""), mark))


def remember(
    request: HttpRequest, response: HttpResponse, name: str, mark: str, *, path: str, secure: bool
) -> None:
    """Put `mark` into the cookie `name`, before those of other users of this browser."""
    signs = request.COOKIES.get(name, "").split(".")
    others = [sign for sign in signs if _mark_in(sign) not in ("", mark)]
    response.set_cookie(
        name,
        ".".join([SIGNER.sign(f"{mark}-{secrets.token_hex(8)}"), *others][:MOST]),
        max_age=settings.BROWSER_DAYS * SECONDS_IN_A_DAY,
        path=path,
        secure=secure,
        httponly=True,
        samesite="Strict",
    )


def _mark_in(sign: str) -> str:
    """Return the mark that we signed in the last BROWSER_DAYS, or ""."""
    try:
        signed = SIGNER.unsign(sign, max_age=settings.BROWSER_DAYS * SECONDS_IN_A_DAY)
    except BadSignature:
        return ""
    return signed.partition("-")[0]
