"""E-mail of this side about a sign-in: a changed password or second factor, a new browser.

To the duty mailbox, because link workers have no address here; it does not say whose account it is.
Nothing about any case is ever written here.
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
CHANGED = "The password or the second factor of an account was changed"
BROWSER = "Somebody signed in to an account in a browser that was not used for it before"
BODY = "{what}. If none of you did this, tell your manager at once, by telephone.\n"
SIDE = "other"


def tell_changed(worker: Worker, *, now: dt.datetime) -> None:
    """Tell the duty mailbox that a password or a second factor is another one."""
    _tell(CHANGED, now)


def mark_of(worker: Worker) -> str:
    """Return what stands for `worker` in a browser."""
    return devices.mark_of(worker, side=SIDE)


def notice_browser(request, worker: Worker, *, now: dt.datetime) -> None:
    """Tell the duty mailbox of a sign-in with a browser that `worker` had not used before."""
    if settings.SECOND_FACTOR and not devices.is_known(request, cookie_name(), mark_of(worker)):
        with in_safeguarding():
            record("worker.new_browser", by=worker, target=worker, now=now)
            _tell(BROWSER, now)


def cookie_name() -> str:
    """Return the cookie's name; with the prefix browsers accept it from this host alone."""
    return "__Host-worker-device" if settings.SECURE else "worker-device"


def _tell(what: str, now: dt.datetime) -> None:
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
