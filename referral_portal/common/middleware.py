"""What every response and request goes through, whoever asks.

Headers that keep pages out of caches, and a plain refusal of characters no form sends. Nothing
here knows who the person is.
"""

from django.http import HttpResponseBadRequest
from django.utils.cache import add_never_cache_headers

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


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
    """Answer 400 to a NUL in the path or the query: PostgreSQL would fail on it later."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            return HttpResponseBadRequest("This address cannot be read.", "text/plain")
        return get_response(request)

    return middleware
