"""The way out: delete the form in this browser, end the session and lead away at once.

A request that a page of another website caused leads away too, but deletes nothing.
"""

import contextlib
import logging
from http.cookies import CookieError

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, transaction
from django.http import HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

from referral_portal.common.methods import get_or_post
from referral_portal.pages.marks import without_page
from referrals.drafts import delete_drafts
from referrals.steps import FORMS
from referrals.views.visit import cookie_of

# "none": an address that was typed in, a bookmark.
OWN = {"same-origin", "none"}
logger = logging.getLogger(__name__)


@without_page
@csrf_exempt  # leaving must always work, even from a page whose token has expired
@get_or_post
@login_not_required
def leave(request):
    """Redirect the user away at once, and delete their form, their session and our cookies."""
    response = HttpResponseRedirect(settings.EXIT_URL, status=303)
    if not _is_own_wish(request):
        return response
    _delete_forms(request)
    request.typed.wipe()
    logout(request)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    for name in request.COOKIES:
        # A name that we could not have set, and cannot delete, must not stop the user from leaving.
        with contextlib.suppress(CookieError):
            response.delete_cookie(name)
    return response


def _is_own_wish(request) -> bool:
    """Return whether a page of ours, or the user's own hand, has sent this request.

    Browsers say so since 2023 at the latest. An older one sends no cookies of ours with the pictures
    of other websites, so a request with cookies and without a word is taken for the user's own.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site:
        return site in OWN
    if origin:
        return origin == f"{request.scheme}://{request.get_host()}"
    return bool(request.COOKIES)


def _delete_forms(request) -> None:
    """Delete the drafts of this browser's cookies, so that a copy of a cookie opens nothing."""
    tokens = [request.COOKIES.get(cookie_of(form)) for form in FORMS]
    try:
        with transaction.atomic():
            delete_drafts(tokens=[token for token in tokens if token])
    except DatabaseError:
        # Without its cookie the browser cannot open the draft, which is deleted when it is too old.
        logger.exception("draft not deleted on leaving")
