"""Writing an answer to the portal, as part of the verb that gives it.

The row is written in the verb's own transaction on this side; a copier carries it over after the
commit. What a verb answers, and how it dresses the answer, is the verb's affair.
"""

import datetime as dt
import math
import uuid
from functools import partial

from django.conf import settings

from referral_portal.outbox.wake import wake
from safeguarding.enums import Cause, HandbackKind
from safeguarding.models import Handback, VictimCase, Worker
from safeguarding.transactions import after_commit


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
