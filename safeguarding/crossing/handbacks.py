"""Hand an answer back to the portal, and list the messages that still need one.

The row is written in the verb's own transaction on this side; the copier carries it over after the
commit. Deciding what to answer, and when, belongs to the verbs of casework.
"""

import datetime as dt
import math
import uuid
from collections.abc import Collection
from functools import partial

from django.conf import settings
from django.db.models import Exists, OuterRef

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.wake import wake
from safeguarding.enums import Cause, HandbackKind
from safeguarding.models import Handback, VictimCase, Worker
from safeguarding.transactions import after_commit

NEWEST = 1000  # waiting messages read at most, when all referrals are asked for


def hand_back(
    *,
    kind: HandbackKind,
    case: VictimCase,
    payload: dict,
    by: Worker | None,
    now: dt.datetime,
    target: str = "",
    cause: Cause = Cause.ANSWER,
) -> Handback:
    """Write one answer in the open transaction; the copier is woken after the commit."""
    handback = Handback.objects.create(
        kind=kind,
        case=case,
        target=target,
        cause=cause,
        payload={name: _plain(value) for name, value in payload.items()}
        | {"released_at": answered_at(now).isoformat()},
        by=by,
        created_at=now,
    )
    after_commit(partial(wake, "safeguarding.tick"))
    return handback


def answered_at(now: dt.datetime) -> dt.datetime:
    """Return the moment the portal is told: the start of the batch in which `now` lies.

    An answer that somebody thought about would else differ, by its own minute, from those given for
    a whole page at once, and so from one that is held at random.
    """
    batch = settings.DECISION_BATCH_MINUTES * 60
    if not batch:
        return now
    return dt.datetime.fromtimestamp(math.floor(now.timestamp() / batch) * batch, dt.UTC)


def _plain(value):
    if isinstance(value, uuid.UUID | dt.date | dt.datetime):
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    return value


def waiting_messages(
    referral_ids: Collection[uuid.UUID] | None = None,
) -> list[OutgoingMessage]:
    """Return messages that wait for release and for which no release is on its way.

    All of these referrals, or the newest there are; the oldest comes first.
    """
    messages = OutgoingMessage.objects.filter(status=MessageStatus.WAITING_RELEASE)
    released = MessageRelease.objects.filter(message_id=OuterRef("pk"))
    messages = messages.filter(~Exists(released)).order_by("-created_at", "-pk")
    if referral_ids is not None:
        messages = messages.filter(referral_id__in=referral_ids)
    rows = list(messages[: NEWEST if referral_ids is None else None])[::-1]
    on_the_way = set(
        Handback.objects.filter(
            kind=HandbackKind.RELEASE,
            target__in=[str(message.pk) for message in rows],
            failed_at__isnull=True,
        ).values_list("target", flat=True)
    )
    return [message for message in rows if str(message.pk) not in on_the_way]
