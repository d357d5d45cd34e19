"""What differs between the pages of the two zones: the table, the account and the layout.

A request carries its zone as `page_zone`; without one it belongs to the portal.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from referral_portal.pages.models import UsedPage, UsedPageBase
from referral_portal.pages.tokens import Drawn, make_token, read_token


@dataclass(frozen=True)
class PageZone:
    """One zone's pages. `account` returns the key of the account that sends a request, or ""."""

    name: str
    model: type[UsedPageBase]
    account: Callable[[HttpRequest], str]
    template: str

    def read(self, token: str) -> Drawn | None:
        """Read the token of a form; return None if this zone did not make it."""
        return read_token(token, zone=self.name)


def _account(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return str(user.pk) if user is not None and user.is_authenticated else ""


PORTAL = PageZone("portal", UsedPage, _account, "pages/refused.html")


def zone_of(request: HttpRequest) -> PageZone:
    """Return the zone that `request` belongs to."""
    return getattr(request, "page_zone", PORTAL)


def needs_page(request: HttpRequest) -> bool:
    """Return whether the view of `request` takes a POST only from a page."""
    match = request.resolver_match
    return match is None or getattr(match.func, "page_rule", "") != "none"


def draw_from(request: HttpRequest, *, subject: str, version: object = "") -> None:
    """Say what the forms of this response are drawn from: a draft or row, and its version."""
    request.drawn_from = (subject, str(version))


def version_read(request: HttpRequest, *, subject: str) -> int | None:
    """Return the version of `subject` that the page which was sent was drawn from.

    A page of anything else was drawn from no version, which is 0. None for a test without a page.
    """
    read = words_read(request, subject=subject)
    return None if read is None else int(read or 0)


def words_read(request: HttpRequest, *, subject: str) -> str | None:
    """Return the version of `subject` as words, where it is not a number.

    "" for a page of anything else, and None for a test without a page.
    """
    posted = getattr(request, "posted_page", None)
    if posted is None:
        return None
    drawn = posted.drawn
    return drawn.version if drawn.subject == subject else ""


def new_token(request: HttpRequest) -> str:
    """Return the token of one form of this response."""
    zone = zone_of(request)
    subject, version = getattr(request, "drawn_from", ("", ""))
    return make_token(Drawn(zone.account(request), subject, version), zone=zone.name)
