"""Keep what staff and agencies type when their sign-in has ended, and put it back afterwards.

The middleware keeps a post that arrives without a session, and one whose token is from an earlier
sign-in. A public form needs no store: it is drawn again at once with the words in it.
"""

import time

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import resolve

from referral_portal.accounts.session_limits import SIGNED_IN_AT
from referral_portal.accounts.shelf import SHELF
from referral_portal.common.typed_pages import TypedPages, fill_response, is_from_us
from referral_portal.common.typed_text import Typed, typed_fields

NOTE_PUBLIC = (
    "This page was open too long, so we have not saved it. What you typed is still here."
    " Check it, then send it again."
)
SIGN_OUT = "sign_out"


class KeepTyped:
    """Middleware: give each request its `typed`, and keep what a refused post typed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer the request, with the words put back into its page."""
        if hasattr(request, "typed"):
            return self.get_response(request)  # a middleware outside this one does it
        request.typed = TypedPages(SHELF, request, who=lambda: _signed_in(request))
        request.answer_csrf_failure = answer_csrf_failure
        return request.typed.finish(self.get_response(request))

    @staticmethod
    def process_view(request, view, args, kwargs):
        """Keep a post without a session; the answer is the sign-in page for every sender."""
        is_public = not getattr(view, "login_required", True)
        if request.method != "POST" or is_public or request.user.is_authenticated:
            return None
        if request.resolver_match.view_name == SIGN_OUT:
            request.typed.wipe()
            return None
        typed = request.typed.keep()
        return redirect_to_login(typed.page) if typed else None


def _signed_in(request) -> tuple[int, int] | None:
    if not request.user.is_authenticated:
        return None
    return request.user.pk, request.session.get(SIGNED_IN_AT, int(time.time()))


def answer_csrf_failure(request):
    """Return the answer to a post whose token was wrong, or None for the plain page.

    A user who has signed in again goes back to the page, with the words in it. Another user who is
    signed in here now sees the plain page.
    """
    match = resolve(request.path_info)
    if not getattr(match.func, "login_required", True):
        return _drawn_again(request, match)
    typed = request.typed.keep()
    if typed is None:
        return None
    if request.typed.is_own:
        return HttpResponseRedirect(typed.page, status=303)
    return None if request.user.is_authenticated else redirect_to_login(typed.page)


def _drawn_again(request, match):
    """Return a public page with what was typed on it, or None if nothing finds a place there."""
    fields = typed_fields(request.POST.lists())
    if not fields or not is_from_us(request):
        return None
    typed = Typed(page=request.path, action=request.path, title="", at=0, fields=fields)
    request.method, request.POST = "GET", QueryDict()
    request.typed.note = NOTE_PUBLIC
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except Http404:
        response = None
    if response is not None and hasattr(response, "render"):
        response.render()
    is_filled = response is not None and fill_response(request, response, typed)
    request.method = "POST"
    if not is_filled:
        request.typed.note = ""
        return None
    response.status_code = 403
    return response
