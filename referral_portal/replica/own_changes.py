"""Show users their own changes: for some seconds after one, their lists come from the primary.

A cookie says so, because it is sent with the very next request, to whichever process that goes. The
session is not used: two requests that save it at once would lose the mark.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


def remember_changes(get_response):
    """Mark the browser of a signed-in user after every request that may have changed something."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.REPLICA is None or request.method in SAFE:
            return response
        if request.user.is_authenticated:
            response.set_cookie(
                cookie_name(),
                "1",
                max_age=settings.REPLICA.own,
                secure=settings.SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def has_just_changed(request: HttpRequest) -> bool:
    """Return whether this browser has sent a form in the last REPLICA_OWN_SECONDS."""
    return cookie_name() in request.COOKIES


def cookie_name() -> str:
    """Return the name of the cookie; with the prefix, browsers accept it from this host only."""
    return "__Host-changed" if settings.SECURE else "changed"
