"""Whether somebody has signed in with this browser before: pure, a cookie's value in and out.

The cookie holds keyed digests of the accounts that signed in here, and no name. A new password makes
every browser a new one. It opens nothing; without it somebody only gets one more e-mail.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SECONDS = 60 * 60 * 24 * 180  # browsers keep cookies for little longer
MOST = 5  # people who share a browser


def mark_of(account, *, side: str) -> str:
    """Return what stands for `account` in a browser; it changes with the password."""
    value = f"{side}:{account.pk}:{account.password}"
    return salted_hmac("referral_portal.devices", value, algorithm="sha256").hexdigest()[:32]


def is_known(request: HttpRequest, name: str, mark: str) -> bool:
    """Return whether the cookie `name` of this browser holds `mark`."""
    marks = request.COOKIES.get(name, "").split(".")
    return any(constant_time_compare(mark, other) for other in marks)


def remember(
    request: HttpRequest, response: HttpResponse, name: str, mark: str, *, path: str, secure: bool
) -> None:
    """Put `mark` first into the cookie `name`, before those of others who use this browser."""
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
