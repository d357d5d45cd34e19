"""Notices about a sign-in: a changed password or second factor, or a new browser.

They go to the duty mailbox, because link workers have no email address here, and do not say whose
account it is. They say nothing about any case.
"""

import datetime as dt
import uuid

from django.conf import settings

from referral_portal.common import devices
from referral_portal.outbox.enums import MessageStatus
from safeguarding.models import ProtectedMessage, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

SUBJECT = "An account"
CHANGED = "The password or the second factor of an account has changed"
BROWSER = "An account was used in a browser that was not used for it before"
BODY = "{what}. If none of you did this, phone your manager at once.\n"
SIDE = "other"


def notice_change(worker: Worker, *, now: dt.datetime) -> None:
    """Send the duty mailbox a notice that a password or second factor has changed."""
    _send(CHANGED, now)


def mark_of(worker: Worker) -> str:
    """Return the mark of `worker` in a browser."""
    return devices.mark_of(worker, side=SIDE)


def known_browser(cookie: str, worker: Worker | None) -> str:
    """Return the entry of `worker` in a browser's cookie, or ""."""
    sign = devices.known_by(cookie, mark_of(worker or Worker()))
    return sign if worker else ""


def notice_browser(request, worker: Worker, *, now: dt.datetime) -> None:
    """Send the duty mailbox a notice of a sign-in in a browser that is new for `worker`."""
    if settings.SECOND_FACTOR and not devices.is_known(request, cookie_name(), mark_of(worker)):
        with in_safeguarding():
            record("worker.new_browser", by=worker, target=worker, now=now)
            _send(BROWSER, now)


def cookie_name() -> str:
    """Return the cookie's name; with the prefix, browsers accept it only from this host."""
    return "__Host-worker-device" if settings.SECURE else "worker-device"


def cookie_of(request) -> str:
    """Return the content of this browser's cookie, or ""."""
    return request.COOKIES.get(cookie_name(), "")


def _send(what: str, now: dt.datetime) -> None:
    if settings.SAFEGUARDING_EMAIL:
        ProtectedMessage.objects.create(
            key=f"account:{uuid.uuid4()}",
            template="safeguarding/account",
            to_address=settings.SAFEGUARDING_EMAIL,
            subject=SUBJECT,
            body=BODY.format(what=what),
            status=MessageStatus.RENDERED,
            created_at=now,
            due_at=now,
        )
