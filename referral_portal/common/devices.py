"""Recognise the browsers with which a user has signed in before, by a cookie.

The cookie holds keyed digests of the accounts that signed in here, and no name. After a change of
password every browser is new. The cookie gives no access; without it the user only gets one more
email.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SECONDS = 60 * 60 * 24 * 180  # browsers keep cookies for little longer
MOST = 5  # people who share a browser


def mark_of(account, *, side: str) -> str:
    """Return the digest that stands for `account` in a browser; it changes with the password."""
    value = f"{side}:{account.pk}:{account.password}"
    return salted_hmac("referral_portal.devices", value, algorithm="sha256").hexdigest()[:32]


def is_known(request: HttpRequest, name: str, mark: str) -> bool:
    """Return whether the cookie `name` of this browser holds `mark`."""
    marks = request.COOKIES.get(name, "").split(".")
    return any(constant_time_compare(mark, other) for other in marks)


def remember(
    request: HttpRequest, response: HttpResponse, name: str, mark: str, *, path: str, secure: bool
) -> None:
    """Put `mark` into the cookie `name`, before those of other users of this browser."""
    others = [other for other in request.COOKIES.get(name, "").split(".") if other != mark]
    response.set_cookie(
        name,
        ".".join([mark, *filter(None, others)][:MOST]),
        max_age=SECONDS,
        path=path,
        secure=secure,
        httponly=True,
        samesite="Strict",
    )
