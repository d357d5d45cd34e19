"""The middleware for every request: an id for the log, safe headers, and refusal of bad input.

It runs before the user is known.
"""

import logging
import time

from django.core.signals import request_finished
from django.http import HttpResponseBadRequest, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers

from referral_portal.common import trace
from referral_portal.common.noise import is_inside

logger = logging.getLogger(__name__)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
# The methods that browsers use; any other is refused before it reaches a page.
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def trace_request(get_response):
    """Give the request an id and log one line about it, with the route's name and never the path."""

    def middleware(request):
        trace.begin()
        started = time.monotonic()
        response = get_response(request)
        match = request.resolver_match
        # Static files and what bots look for have no route.
        if (match and not is_inside(request)) or (not match and response.status_code >= 500):
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.view_name if match else None,
                    "status": response.status_code,
                    "ms": round((time.monotonic() - started) * 1000),
                },
            )
        return response

    return middleware


def _forget_trace(**kwargs) -> None:
    trace.end()


# Not in the middleware, because Django logs some responses after the last middleware.
request_finished.connect(_forget_trace)


def harden_response(get_response):
    """Add to every response the headers that Django does not set by itself."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        if not response.headers.get("Cache-Control"):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def refuse_bad_input(get_response):
    """Refuse input that no browser sends: other methods, and a NUL, on which PostgreSQL would fail.

    This comes first, so that the answer is the same for every user and every address.
    """

    def middleware(request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            return HttpResponseBadRequest("This address cannot be read.", "text/plain")
        return get_response(request)

    return middleware
