"""Write an unsent message anew for the same reader, when what it depends on was corrected.

The row stays the same, with its status, its release and the time at which it may leave: nobody has
to be told anything again, and nothing leaves twice.
"""

import datetime as dt
import uuid
from functools import partial

from django.db import transaction
from django.db.models import Q

from referral_portal.audit.recorder import record
from referral_portal.outbox.enums import OPEN_STATUSES, Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.wake import wake

# One that failed can be sent again; one that may have arrived must not be changed.
UNSENT = Q(status__in=OPEN_STATUSES) | Q(status=MessageStatus.FAILED, settled_at__isnull=True)


def lock_unsent(referral_id: uuid.UUID) -> list[OutgoingMessage]:
    """Lock and return the messages about a referral that have not left."""
    rows = OutgoingMessage.objects.select_for_update().filter(UNSENT, referral_id=referral_id)
    return list(rows.order_by("pk"))


def rewrite(
    message: OutgoingMessage,
    *,
    key: str,
    event: str,
    template: str,
    to: str,
    audience: Audience,
    subject: str,
    body: str,
    by,
    now: dt.datetime,
) -> bool:
    """Give a locked message another address, reader or text; return whether anything changed.

    `event` is without the audience at its end.
    """
    new = {
        "key": key,
        "event": f"{event}_{audience}",
        "template": template,
        "to_address": to,
        "audience": audience,
        "subject": subject,
        "body": body,
    }
    changed = [name for name, value in new.items() if getattr(message, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(message, name, new[name])
    message.save(update_fields=changed)
    record("message.rewrite", actor=by, target=message, now=now, fields=changed)
    task = "outbox.alerts" if audience == Audience.STAFF else "outbox.drain"
    transaction.on_commit(partial(wake, task), robust=True)
    return True
