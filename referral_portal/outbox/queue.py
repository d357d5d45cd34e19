"""Put a message into the outbox, as part of the verb that causes it.

`queue_message` writes the finished text in the caller's transaction and wakes the worker after the
commit. The wake-up may fail without harm, because the beat repeats it. Nothing is sent here.
"""

import datetime as dt
import re
import uuid
from functools import partial

from django.db import transaction
from django.template.loader import render_to_string

from referral_portal.common.moments import leaves_from
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.wake import wake


def preview(template: str, context: dict) -> tuple[str, str]:
    """Return the subject and body of message `template` ("referrals/receipt") as they would be sent.

    `context` holds references, dates and links only. Raises ValueError for a subject that is
    longer than a line.
    """
    folder, event = template.split("/")
    subject = render_to_string(f"{folder}/messages/{event}_subject.txt", context).strip()
    body = render_to_string(f"{folder}/messages/{event}_body.txt", context).strip() + "\n"
    body = re.sub(r"\n{3,}", "\n\n", body)  # a tag on a line of its own leaves an empty line
    if "\n" in subject or len(subject) > OutgoingMessage._meta.get_field("subject").max_length:
        raise ValueError(f"The subject of {template} is not one short line.")
    return subject, body


def queue_message(
    *,
    template: str,
    to: str,
    context: dict,
    key: str,
    audience: Audience,
    now: dt.datetime,
    referral_id: uuid.UUID | None = None,
    wait_for_release: bool = False,
    event: str = "",
    leaves: dt.datetime | None = None,
) -> OutgoingMessage:
    """Write one message into the outbox of the open transaction and return it.

    `key` names the cause: a second message with the same key is a unique violation. `event` says
    what the message is about, where that is not the name of its template. `leaves` is the earliest
    time at which it may leave; without it, that is the next moment, and at once for our staff.
    """
    subject, body = preview(template, context)
    if leaves is None:
        is_ours = audience == Audience.STAFF
        leaves = now if is_ours else leaves_from(now, waits=wait_for_release)
    message = OutgoingMessage.objects.create(
        key=key,
        template=template,
        event=event or template.split("/")[1],
        to_address=to,
        subject=subject,
        body=body,
        audience=audience,
        referral_id=referral_id,
        status=MessageStatus.WAITING_RELEASE if wait_for_release else MessageStatus.RENDERED,
        created_at=now,
        due_at=leaves,
    )
    task = "outbox.alerts" if audience == Audience.STAFF else "outbox.drain"
    transaction.on_commit(partial(wake, task), robust=True)
    return message
