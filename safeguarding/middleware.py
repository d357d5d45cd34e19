"""Let only link workers into the safeguarding side.

Without a link worker's session, or a link to set up a sign-in, every address on this side, real or
not, answers with the same redirect. The portal's session cookie is dropped before anything reads it.
When the database fails, the page says that it cannot be shown now.
"""

import logging

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from referral_portal.pages.unavailable import unavailable as cannot_be_shown
from referral_portal.pages.zones import PageZone
from safeguarding.models import UsedPage
from safeguarding.sign_in.invitations import invited
from safeguarding.sign_in.sessions import cookie_name, waiting_for, worker_for
from safeguarding.sign_in.typed_pages import answer_csrf_failure, keep_refused, typed_pages_of

ROOT = "/safeguarding/"
SIGN_IN = "/safeguarding/sign-in/"
SIGN_OUT = "/safeguarding/sign-out/"
# For a link worker who has given the right password and not yet the code.
JOIN = f"{ROOT}join/"
STEPS = {f"{SIGN_IN}code/", f"{SIGN_IN}set-up/"}
PAGES = PageZone(
    "safeguarding",
    UsedPage,
    lambda request: str(request.worker.pk) if request.worker else "",
    "safeguarding/refused.html",
)
UNAVAILABLE = "safeguarding/unavailable.html"
logger = logging.getLogger(__name__)


def guard_safeguarding(get_response):
    """Set `request.worker` below /safeguarding/, or send the person to the sign-in page."""

    def middleware(request):
        path = request.path_info
        if not (path == ROOT.rstrip("/") or path.startswith(ROOT)):
            return get_response(request)
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        request.page_zone, request.unavailable_page = PAGES, UNAVAILABLE
        request.typed, request.answer_csrf_failure = typed_pages_of(request), answer_csrf_failure
        try:
            if _is_let_in(request, path):
                return request.typed.finish(get_response(request))
            return request.typed.finish(_turned_away(request, path))
        except DatabaseError as error:
            return unavailable(request, error)

    return middleware


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the page that says that it cannot be shown, and log only the kind of error."""
    logger.error("page not shown", extra={"kind": type(error).__name__})
    return cannot_be_shown(request)


def _turned_away(request, path: str) -> HttpResponseRedirect:
    if request.method == "POST" and path == SIGN_OUT:
        request.typed.wipe()
    elif request.method == "POST":
        keep_refused(request)
    return HttpResponseRedirect(SIGN_IN)


def _is_let_in(request, path: str) -> bool:
    token = request.COOKIES.get(cookie_name(), "")
    request.worker = worker_for(token, now=timezone.now()) if token else None
    request.waiting_worker = None
    if token and request.worker is None and path in STEPS:
        request.waiting_worker = waiting_for(token, now=timezone.now())
    is_known = request.worker is not None or request.waiting_worker is not None
    return is_known or path == SIGN_IN or _has_link(path)


def _has_link(path: str) -> bool:
    token = path.removeprefix(JOIN).rstrip("/")
    return path.startswith(JOIN) and invited(token, now=timezone.now()) is not None
