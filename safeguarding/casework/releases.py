"""Release decision messages, after everyone who must be told has been.

Every decision message waits for release, and leaves with others at a fixed moment of the day; a random
share leaves at the moment after. The portal learns that a message may leave, never why.
"""

import datetime as dt
import secrets
import uuid
from random import Random

from django.conf import settings

from referral_portal.common.moments import moment_after, next_moment
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, ReleaseBasis
from referral_portal.outbox.models import OutgoingMessage
from safeguarding.casework.cases import close_alert, locked_case
from safeguarding.casework.nobody import is_nobody
from safeguarding.casework.overrides import check_override, write_override
from safeguarding.casework.told import who_is_told
from safeguarding.casework.unseen import check_closed_cases
from safeguarding.crossing.handbacks import hand_back, waiting_messages
from safeguarding.enums import AlertKind, AlertOutcome, Basis, HandbackKind
from safeguarding.models import Handback, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

RANDOM = secrets.SystemRandom()
OUTCOMES = {
    Basis.TOLD: AlertOutcome.TOLD,
    Basis.NOT_APPLICABLE: AlertOutcome.NOT_APPLICABLE,
    Basis.OVERRIDE: AlertOutcome.OVERRIDDEN,
}
HAS_CHANGED = "The messages have changed since you read them. Read them again."


def leaves_at(message: OutgoingMessage, now: dt.datetime, *, is_held: bool) -> dt.datetime:
    """Return the time at which a message released now may leave.

    That is a fixed moment of the day, for a held message the one after. A call that cannot wait for
    a moment may be made at once.
    """
    if message.audience == Audience.STAFF and message.due_at <= message.created_at:
        return now.replace(microsecond=0)
    moment = next_moment(max(now, message.due_at))
    return moment_after(moment) if is_held else moment


def release(
    *,
    case_id: uuid.UUID,
    basis: Basis,
    by: Worker,
    now: dt.datetime,
    message_ids: list[uuid.UUID] | None = None,
    why: str = "",
    random: Random = RANDOM,
) -> list[Handback]:
    """Release the waiting messages of a case's referral; `message_ids` are those that were shown.

    The basis that the portal receives is the same for everyone. Releases nothing, and returns
    nothing, while a second link worker must agree that there is nobody to tell. Raises Refusal when no
    message is waiting, when the messages have changed since the page was read, while a person who must
    be told has neither been told since the decision nor has a reason on record (also on another case
    of the participant that `by` may not open), and for "no person at risk" when there is one who must
    be told. The manager's override needs a reason, and nobody to be told.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        waiting = {message.pk: message for message in waiting_messages([case.referral_id])}
        chosen = set(waiting) if message_ids is None else set(message_ids)
        if not waiting or not chosen:
            raise Refusal("These messages are no longer waiting to be sent.")
        if not chosen <= waiting.keys():
            raise Refusal(HAS_CHANGED)
        decided = max(waiting[pk].created_at for pk in chosen)
        if basis == Basis.OVERRIDE:
            check_override(by, why)
        else:
            who = who_is_told(case, decided, by)
            if basis == Basis.TOLD:
                who.check_told()
            else:
                who.check_nobody()
            check_closed_cases(case, decided, by)
            if basis == Basis.NOT_APPLICABLE and not is_nobody(
                case, since=decided, why=why, by=by, now=now
            ):
                return []
        is_held = random.random() < settings.RANDOM_HOLD_SHARE
        leave = {pk: leaves_at(waiting[pk], now, is_held=is_held) for pk in chosen}
        handbacks = [
            hand_back(
                kind=HandbackKind.RELEASE,
                case=case,
                target=str(pk),
                payload={
                    "message_id": pk,
                    "basis": ReleaseBasis.TOLD,
                    "not_before": leave[pk],
                },
                released_at=leave[pk],
                by=by,
                now=now,
            )
            for pk in sorted(chosen)
        ]
        left = {str(pk) for pk in waiting.keys() - chosen}
        for alert in case.alerts.waiting().filter(kind=AlertKind.TELL_FIRST):
            messages = alert.detail.get("messages", [])
            if messages and left.isdisjoint(messages):
                close_alert(alert, OUTCOMES[basis], by=by, now=now)
        if basis == Basis.OVERRIDE:
            for pk in sorted(chosen):
                write_override(case, waiting[pk], why=why, by=by, now=now)
        record("message.release", by=by, target=case, now=now, basis=basis, count=len(chosen))
    return handbacks
