"""Write handbacks to the portal, and list the messages that wait for one.

The row is written in the verb's own transaction on this side; the copier carries it over after the
commit. The verbs of casework decide what to hand back, and when.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from functools import partial

from django.db.models import Exists, OuterRef

from referral_portal.common.moments import last_moment
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.wake import wake
from safeguarding.enums import Cause, HandbackKind
from safeguarding.models import Handback, VictimCase, Worker
from safeguarding.transactions import after_commit

NEWEST = 1000  # waiting messages read at most, for all referrals


def hand_back(
    *,
    kind: HandbackKind,
    case: VictimCase,
    payload: dict,
    by: Worker | None,
    now: dt.datetime,
    target: str = "",
    cause: Cause = Cause.ANSWER,
    released_at: dt.datetime | None = None,
) -> Handback:
    """Write one handback in the open transaction; the copier is woken after the commit.

    `released_at` is the time that the portal sees, where it is not the last fixed moment.
    """
    handback = Handback.objects.create(
        kind=kind,
        case=case,
        target=target,
        cause=cause,
        payload={name: _plain(value) for name, value in payload.items()}
        | {"released_at": (released_at or handed_back_at(now)).isoformat()},
        by=by,
        created_at=now,
    )
    after_commit(partial(wake, "safeguarding.tick"))
    return handback


def handed_back_at(now: dt.datetime) -> dt.datetime:
    """Return the time that the portal sees: the last of the fixed moments before `now`.

    This hides the exact minute, which would otherwise distinguish a considered handback from one of
    a whole page, and so from a random hold.
    """
    return last_moment(now)


def _plain(value):
    if isinstance(value, uuid.UUID | dt.date | dt.datetime):
        return value.isoformat() if isinstance(value, dt.date) else str(value)
    return value


def waiting_messages(
    referral_ids: Collection[uuid.UUID] | None = None,
) -> list[OutgoingMessage]:
    """Return the messages that wait for release and have no release on its way, the oldest first.

    All messages of these referrals, or the newest NEWEST of all referrals.
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
