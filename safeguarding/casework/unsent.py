"""Decide about this side's own emails that failed or may not have arrived; for the manager.

They go to the duty mailbox and say only that something is waiting.
"""

import datetime as dt
import uuid
from functools import partial

from referral_portal.common.refusals import Refusal
from referral_portal.outbox import settling
from referral_portal.outbox.settling import UNSETTLED, Decision
from referral_portal.outbox.wake import wake
from safeguarding.models import ProtectedMessage, Worker
from safeguarding.recorder import record
from safeguarding.transactions import after_commit, in_safeguarding


def to_settle():
    """Return the emails about which nobody has decided yet, the oldest first."""
    return ProtectedMessage.objects.filter(UNSETTLED).order_by("created_at", "pk")


def send_again(*, message_id: uuid.UUID, by: Worker, now: dt.datetime) -> None:
    """Put an email back into the outbox, with all its attempts.

    Raises Refusal for anyone but the manager, and for an email that needs no decision.
    """
    with in_safeguarding():
        message = _locked(message_id, by)
        settling.put_back(message, now=now)
        record("message.send_again", by=by, target=message, now=now)
        after_commit(partial(wake, "safeguarding.drain"))


def mark_arrived(*, message_id: uuid.UUID, by: Worker, now: dt.datetime) -> None:
    """Record that an email that may not have arrived did; the errors are those of send_again."""
    with in_safeguarding():
        message = _locked(message_id, by)
        settling.set_arrived(message, now=now)
        record("message.arrived", by=by, target=message, now=now)


def close_unsent(*, message_id: uuid.UUID, by: Worker, now: dt.datetime) -> None:
    """Record that an email needs nothing more; the errors are those of send_again."""
    with in_safeguarding():
        message = _locked(message_id, by)
        settling.set_closed(message, now=now)
        record("message.close", by=by, target=message, now=now)


VERBS = {
    Decision.AGAIN: send_again,
    Decision.ARRIVED: mark_arrived,
    Decision.CLOSE: close_unsent,
}


def _locked(message_id: uuid.UUID, by: Worker) -> ProtectedMessage:
    if not by.is_manager:
        raise Refusal("Only the manager can decide about emails that did not arrive.")
    message = ProtectedMessage.objects.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise Refusal(settling.SETTLED)
    return message
