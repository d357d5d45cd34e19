"""What one request has to do with kept pages: draw hints, keep a refused post, put words back.

A post is never carried out from here. The words are put back into a page that has just been drawn,
and the user sends it again. The middleware of each side sets `request.typed` to a TypedPages.
"""

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from referral_portal.common import typed_text
from referral_portal.common.form_filling import fill_form
from referral_portal.common.kept_pages import Offer, Shelf
from referral_portal.common.typed_text import HINT, Hint, Typed, Unreadable

SENSITIVE = (
    "sensitive_post_parameters"  # Django sets it for pages that ask for a password or a code
)
NOTE_BACK = "We have not saved this page yet. What you typed is back in it. Check it, then send it."


class TypedPages:
    """The kept pages of one request.

    `who` returns the id of the signed-in account and the time of its sign-in, or None.
    """

    def __init__(self, shelf: Shelf, request, *, who: Callable[[], tuple[int, int] | None]):
        self.shelf, self.request, self._who = shelf, request, who
        self.note = ""
        self.is_own = False  # whether what was kept belongs to the account that is signed in
        self._new_token = ""
        self._is_refused = False
        self._hints: dict[str, str] = {}  # by title: every form of a page has the same one

    @property
    def token(self) -> str:
        """The token of this browser, or ""."""
        return self._new_token or self.request.COOKIES.get(self.shelf.cookie, "")

    @cached_property
    def account(self) -> int | None:
        """The account that is signed in, or None."""
        found = self._who()
        return found and found[0]

    @cached_property
    def offers(self) -> list[Offer]:
        """The kept pages of the signed-in account; without the cookie this costs no query."""
        if not self.token or self.account is None:
            return []
        return self.shelf.offers(token=self.token, account=self.account, now=timezone.now())

    @property
    def shown(self) -> Offer | None:
        """The kept page that belongs into the page of this request, or None."""
        path = self.request.path
        return next(
            (one for one in self.offers if one.is_shown and urlsplit(one.typed.page).path == path),
            None,
        )

    def hint(self, title: str) -> str:
        """Return the hint for a form of this page, or "" when nothing of it is ever kept."""
        found, page = self._who(), self.request.get_full_path()
        is_secret = hasattr(self.request, SENSITIVE)
        if found is None or is_secret or len(page) > typed_text.LONGEST_PATH:
            return ""
        if title not in self._hints:
            account, since = found
            made = Hint(account=account, page=page, title=title, since=since)
            self._hints[title] = typed_text.hint_text(made, zone=self.shelf.zone)
        return self._hints[title]

    def keep(self) -> Typed | None:
        """Keep what this refused post typed, and return it.

        Return None without words, without a hint of ours, or when the post is not from our page.
        """
        self._is_refused = True
        now = timezone.now()
        hint = self._hint_of_post(now)
        fields = typed_text.typed_fields(self.request.POST.lists())
        if hint is None or not fields or not is_from_us(self.request):
            return None
        typed = Typed(
            page=hint.page,
            action=self.request.path,
            title=hint.title,
            at=int(now.timestamp()),
            fields=fields,
        )
        self.is_own = self.account == hint.account
        self._new_token = self.shelf.store(
            typed, token=self.token, account=hint.account, is_shown=self.is_own, now=now
        )
        return typed if self._new_token else None

    def _hint_of_post(self, now: dt.datetime) -> Hint | None:
        try:
            hint = typed_text.read_hint(self.request.POST.get(HINT, ""), zone=self.shelf.zone)
        except Unreadable:
            return None
        lasts = self.shelf.session_hours * 3600 + settings.TYPED_MINUTES * 60
        return hint if now.timestamp() - hint.since <= lasts else None

    def offer(self, pk: str) -> Offer | None:
        """Return one kept page of the signed-in account, or None."""
        return next((offer for offer in self.offers if str(offer.pk) == pk), None)

    def wipe(self) -> None:
        """Delete every kept page of the account and of this browser, as signing out does."""
        self.shelf.wipe(token=self.token, account=self.account)
        self.offers = []

    def finish(self, response):
        """Fill in the page that was asked for, delete what was used, and end a cookie without rows."""
        if self._new_token:
            self._set_cookie(response, self._new_token)
            return response
        if not self.token or self.account is None:
            return response
        used = [one for one in self.offers if one.is_shown and self._is_used(one, response)]
        for offer in used:
            self.shelf.delete(offer)
        if self.request.method == "GET" and self.shown:
            fill_response(self.request, response, self.shown.typed)
        if len(used) == len(self.offers):
            if not self.shelf.rows(self.token, now=timezone.now()).exists():
                self._set_cookie(response, "", max_age=0)
        return response

    def _is_used(self, offer: Offer, response) -> bool:
        is_posted = self.request.method == "POST" and not self._is_refused
        is_taken = response.status_code < 400
        return is_posted and is_taken and offer.typed.action == self.request.path

    def _set_cookie(self, response, value: str, *, max_age: int | None = None) -> None:
        # Without an age the cookie goes when the browser closes, and with it the only key.
        response.set_cookie(
            self.shelf.cookie,
            value,
            max_age=max_age,
            path=self.shelf.cookie_path,
            secure=settings.SECURE,
            httponly=True,
            samesite="Strict",
        )


def answer_choice(request) -> HttpResponseRedirect | None:
    """Do what a user chose for a kept page and return the redirect; None if nothing was posted."""
    if request.method != "POST":
        return None
    typed = request.typed
    offer = typed.offer(request.POST.get("page", ""))
    if offer and "show" in request.POST:
        typed.shelf.show(offer, others=typed.offers)
        return HttpResponseRedirect(offer.typed.page, status=303)
    if offer:
        typed.shelf.delete(offer)
    return HttpResponseRedirect(reverse(typed.shelf.url_name), status=303)


def fill_response(request, response, typed: Typed) -> bool:
    """Put the words into the page of a response; return whether any of them found a place."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or response.streaming or not is_page:
        return False
    html, found = fill_form(
        response.content.decode(response.charset),
        page=request.path,
        action=typed.action,
        fields=typed.fields,
    )
    if found:
        response.content = html.encode(response.charset)
        if "Content-Length" in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
    return bool(found)


def is_from_us(request) -> bool:
    """Return whether a post comes from one of our own pages, as browsers say in every post."""
    parts = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    origin = f"{parts.scheme}://{parts.netloc}"
    ours = f"{request.scheme}://{request.get_host()}"
    return origin == ours or origin in settings.CSRF_TRUSTED_ORIGINS
