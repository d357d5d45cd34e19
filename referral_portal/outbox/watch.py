"""Tell the duty address by email, and where a number is set by text, when a process falls silent.

A text is an email to the service that TEXT_GATEWAY names, so it leaves as every message does. Neither
says what is silent, because others may see an email or a telephone.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.heartbeat import silent_since
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.queue import queue_message

TEMPLATE = "outbox/silence_staff"


def watch(now: dt.datetime) -> int:
    """Write one message to each duty address about a silence that is new; return how many.

    The key is the last sign of the process that fell silent last. Processes that stop together
    therefore make one message, and one that stops later makes another.
    """
    silent = silent_since(now)
    if not silent:
        return 0
    last = max((at for at in silent.values() if at), default=None)
    since = last.astimezone(dt.UTC).isoformat() if last else "never"
    written = 0
    with transaction.atomic():
        for name, to in addresses().items():
            key = f"silence:{since}:{name}"
            if OutgoingMessage.objects.filter(key=key).exists():
                continue
            queue_message(
                template=TEMPLATE,
                to=to,
                context={"minutes": settings.HEARTBEAT_SILENCE_MINUTES},
                key=key,
                audience=Audience.STAFF,
                now=now,
            )
            written += 1
    return written


def addresses() -> dict[str, str]:
    """Return the addresses of the users on duty, by kind; the settings may name none."""
    found = {}
    if settings.DUTY_EMAIL:
        found["email"] = settings.DUTY_EMAIL
    if settings.DUTY_PHONE:
        digits = "".join(filter(str.isdigit, settings.DUTY_PHONE))
        found["text"] = f"{digits}@{settings.TEXT_GATEWAY}"
    return found
