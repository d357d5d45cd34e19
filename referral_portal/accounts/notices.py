"""Email to a user about their own account: a changed password or second factor, a new browser.

The words are neutral: no name, no role, no service. The email is written in the transaction of the
change. An account without an address gets none.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction

from referral_portal.accounts.models import User
from referral_portal.common import devices
from referral_portal.common.dates import local
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.kinds import names_kinds
from referral_portal.outbox.queue import queue_message

SIDE = "portal"
names_kinds(
    {
        "changed": "Notice: a password or second factor has changed",
        "device": "Notice: a sign-in with another browser",
    }
)


def tell_changed(user: User, *, now: dt.datetime) -> None:
    """Tell the owner that the password or the second factor has changed."""
    _tell(user, "accounts/changed_staff", now)


def notice_browser(request, user: User, *, now: dt.datetime) -> None:
    """Tell the owner about a sign-in with a browser that they had not used before.

    Not about the first sign-in, which follows the notice of the set-up. The middleware remembers the
    browser.
    """
    if not settings.SECOND_FACTOR:  # the demonstration, where everyone knows every password
        return
    request.device_mark = devices.mark_of(user, side=SIDE)
    if user.last_login and not devices.is_known(request, cookie_name(), request.device_mark):
        _tell(user, "accounts/device_staff", now)


def known_browser(request, user: User | None) -> str:
    """Return the entry of `user` in the cookie of this browser, or "" where there is none."""
    mark = devices.mark_of(user or User(), side=SIDE)
    sign = devices.known_by(request.COOKIES.get(cookie_name(), ""), mark)
    return sign if user else ""


def remember_browser(request, response) -> None:
    """Remember the browser of the user who has just signed in."""
    mark = getattr(request, "device_mark", "")
    if mark:
        devices.remember(request, response, cookie_name(), mark, path="/", secure=settings.SECURE)


def cookie_name() -> str:
    """Return the name of the cookie; with the prefix, browsers accept it from this host only."""
    return "__Host-device" if settings.SECURE else "device"


def _tell(user: User, template: str, now: dt.datetime) -> None:
    if not user.email:
        return
    with transaction.atomic():
        queue_message(
            template=template,
            to=user.email,
            context={"at": local(now)},
            key=f"account:{uuid.uuid4()}",
            audience=Audience.STAFF,
            now=now,
        )
