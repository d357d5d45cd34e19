"""Write the audit, to which nothing else writes.

Call `record` inside the verb's transaction, so that the change fails when the record cannot be
written. Data are ids, codes and numbers; free text and names are refused by their length.
"""

import datetime as dt
import uuid

from django.db import models

from referral_portal.audit.models import AuditEvent
from referral_portal.common.kept_inserts import KeptInsert
from referral_portal.pages.models import UsedPage
from referral_portal.pages.posting import use_page

SYSTEM = "system"
PUBLIC = "public"
LONGEST = 80
# The endings of actions that change nothing, so that they do not use up the page they came from.
CHANGES_NOTHING = (".view", ".list", ".search", ".refused", ".export")

ADDS_EVENT = KeptInsert(AuditEvent)


def record(action: str, *, actor, target, now: dt.datetime, **data) -> AuditEvent:
    """Write one event.

    `actor` is an account, SYSTEM or PUBLIC; `target` a stored row or a (kind, id) pair; `data`
    ids, codes, numbers, dates or lists of them. Raises ValueError for anything longer than a code,
    and AlreadySent when another request has made the change that this one's page asks for.
    """
    if not action.endswith(CHANGES_NOTHING):
        use_page(UsedPage)
    event = record_of(action, actor=actor, target=target, now=now, **data)
    ADDS_EVENT.add(event)
    return event


def record_of(action: str, *, actor, target, now: dt.datetime, **data) -> AuditEvent:
    """Return the event of an action that changes nothing, for a statement that adds it by `ADDS_EVENT`.

    The arguments are those of `record`, which writes every other event.
    """
    kind, identity = (
        (target._meta.label_lower, str(target.pk))
        if isinstance(target, models.Model)
        else (target[0], str(target[1]))
    )
    is_account = isinstance(actor, models.Model)
    return AuditEvent(
        at=now,
        action=action,
        actor_id=actor.pk if is_account else None,
        actor_kind="account" if is_account else actor,
        target_kind=kind,
        target_id=identity,
        data={name: _plain(name, value) for name, value in data.items()},
    )


def _plain(name: str, value):
    if isinstance(value, list | tuple):
        return [_plain(name, item) for item in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, uuid.UUID | dt.date | dt.datetime):
        return str(value)
    if isinstance(value, str) and len(value) <= LONGEST:
        return str(value)
    raise ValueError(f"The audit takes ids and codes; {name} is neither.")
