"""Letting decision messages go once whoever must be told first has been told.

Everyone's decision waits, and leaves with others at the next batch; a share is held longer at
random. The portal learns that a message may leave, never why.
"""

import datetime as dt
import secrets
import uuid
from random import Random

from django.conf import settings

from referral_portal.outbox.enums import ReleaseBasis
from safeguarding.casework.cases import NotPossible, close_alert, locked_case, reached_since
from safeguarding.crossing.handbacks import hand_back, waiting_messages
from safeguarding.enums import AlertKind, AlertOutcome, Basis, HandbackKind
from safeguarding.models import Handback, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

RANDOM = secrets.SystemRandom()


def leaves_at(now: dt.datetime, *, random: Random = RANDOM) -> dt.datetime:
    """Return when a message released now may leave.

    All that is released between two batches leaves together, and RANDOM_HOLD_SHARE of them
    RANDOM_HOLD_HOURS later for no reason, so that the moment of a letter is no signal.
    """
    moment = now
    if random.random() < settings.RANDOM_HOLD_SHARE:
        moment += dt.timedelta(hours=settings.RANDOM_HOLD_HOURS)
    batch = settings.DECISION_BATCH_MINUTES * 60
    if batch:
        past = moment.timestamp() % batch
        moment += dt.timedelta(seconds=batch - past if past else 0)
    return moment


def release(
    *,
    case_id: uuid.UUID,
    basis: Basis,
    by: Worker,
    now: dt.datetime,
    message_ids: list[uuid.UUID] | None = None,
    random: Random = RANDOM,
) -> list[Handback]:
    """Let the waiting messages of a case's referral go; `message_ids` are those that were shown.

    The portal learns that they may leave and not why: its basis is the same for everyone. Raises
    NotPossible: when nothing waits, when something has changed since the page was read, or for
    "told" without a contact on record since the decision.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        waiting = {message.pk: message for message in waiting_messages([case.referral_id])}
        chosen = set(waiting) if message_ids is None else set(message_ids)
        if not waiting or not chosen:
            raise NotPossible("Nothing waits for release any more.")
        if not chosen <= waiting.keys():
            raise NotPossible("Something has changed since you read this. Look again.")
        if basis == Basis.TOLD:
            decided = max(waiting[pk].created_at for pk in chosen)
            if not reached_since(case, decided):
                raise NotPossible(
                    "Record the contact first: nobody was reached since this was decided."
                )
        not_before = leaves_at(now, random=random)
        handbacks = [
            hand_back(
                kind=HandbackKind.RELEASE,
                case=case,
                target=str(pk),
                payload={
                    "message_id": pk,
                    "basis": ReleaseBasis.TOLD,
                    "not_before": not_before,
                },
                by=by,
                now=now,
            )
            for pk in sorted(chosen)
        ]
        left = {str(pk) for pk in waiting.keys() - chosen}
        for alert in case.alerts.waiting().filter(kind=AlertKind.TELL_FIRST):
            messages = alert.detail.get("messages", [])
            if messages and left.isdisjoint(messages):
                close_alert(alert, AlertOutcome(basis), by=by, now=now)
        record("message.release", by=by, target=case, now=now, basis=basis, count=len(chosen))
    return handbacks
