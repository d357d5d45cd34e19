"""The page that says why nothing was stored, shows what was typed and leads back."""

from enum import Enum
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from referral_portal.pages.posting import HIDDEN
from referral_portal.pages.tokens import Drawn
from referral_portal.pages.zones import draw_from, zone_of

CONFLICT = 409
# Fields with these words in their names are never shown again.
SECRETS = ("password", "code")


class Why(Enum):
    """Why a page cannot be used: the heading, and what the user reads below it."""

    UNKNOWN = (
        "This page can no longer be used",
        "Nothing has been saved. Open the page again and send it from there.",
    )
    OTHER_ACCOUNT = (
        "This page was opened by another user",
        "You have signed in with another user name since this page was opened. Nothing has been "
        "saved.",
    )
    TOO_OLD = (
        "This page was opened too long ago",
        "Nothing has been saved. Check what you typed, then send it again.",
    )
    SENT = (
        "This page has already been sent",
        "What you sent the first time has been saved. Nothing was saved a second time.",
    )
    SENT_OTHERWISE = (
        "This page has already been sent",
        "What you sent the first time has been saved. What you have typed since then has not been "
        "saved.",
    )

    @property
    def can_resend(self) -> bool:
        """Whether only the page's age or its use was against it."""
        return self in (Why.TOO_OLD, Why.SENT_OTHERWISE)


def refused(request: HttpRequest, why: Why, drawn: Drawn | None = None) -> HttpResponse:
    """Return the page about `why`, with what was typed.

    `drawn` is what the page was drawn from. A page that is sent again is still one of that version.
    """
    typed = typed_values(request)
    can_resend = why.can_resend and drawn is not None and typed != []
    if can_resend:
        draw_from(request, subject=drawn.subject, version=drawn.version)
    heading, words = why.value
    context = {
        "heading": heading,
        "words": words,
        "typed": [] if why is Why.SENT else shown(typed),
        "resent": typed if can_resend else [],
        "back_url": page_of(request),
    }
    return render(request, zone_of(request).template, context, status=CONFLICT)


def page_of(request: HttpRequest) -> str:
    """Return the address of the page that was sent, as the browser says, or where it was sent."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host() or parts.path.startswith("//"):
        return request.get_full_path()
    return parts.path + (f"?{parts.query}" if parts.query else "")


def typed_values(request: HttpRequest) -> list[tuple[str, str]]:
    """Return every field that was sent, by name, without tokens and secrets."""
    return [
        (name, value)
        for name in request.POST
        if name not in HIDDEN and not any(word in name for word in SECRETS)
        for value in request.POST.getlist(name)
    ]


def shown(typed: list[tuple[str, str]]) -> list[dict]:
    """Return rows of a summary list with what was typed, without empty fields."""
    return [
        {"key": name.replace("_", " ").replace("-", " ").capitalize(), "value": value}
        for name, value in typed
        if value.strip()
    ]
