"""Until when a coordinator may undo their own decision.

A coordinator may, until a message about the decision is released; after that only a manager may. A
release counts from the moment from which its message may leave, so that nobody can tell from this
rule when it was given. Where nothing is sent, the coordinator has some hours.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef

from referral_portal.accounts.roles import Role
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.models import StatusChange

DECISIONS = frozenset({"accept", "decline", "withdraw"})  # that a coordinator takes alone
NOT_YOURS = "Only the coordinator who took this decision, or a programme manager, can undo it."
FOR_MANAGERS = "Only a programme manager can undo this."
TOO_LATE = "This decision may have been told to others already. A programme manager can undo it."


def why_not_undo(change: StatusChange, *, by, now: dt.datetime, lock: bool = False) -> str:
    """Return why `by` cannot undo the decision `change` at `now`, or an empty text.

    With `lock` no message about it leaves before the transaction ends.
    """
    if by.has_role(Role.MANAGER):
        return ""
    if change.verb not in DECISIONS:
        return FOR_MANAGERS
    if change.by_id is None or change.by_id != by.pk:
        return NOT_YOURS
    return TOO_LATE if _may_be_told(change, now, lock) else ""


def _may_be_told(change: StatusChange, now: dt.datetime, lock: bool) -> bool:
    written = OutgoingMessage.objects.filter(
        referral_id=change.referral_id, created_at=change.at
    ).exclude(status=MessageStatus.CANCELLED)
    if lock:
        written = written.select_for_update().order_by("pk")
    released = MessageRelease.objects.filter(message_id=OuterRef("pk"), not_before__lte=now)
    rows = list(written.annotate(is_released=Exists(released)))
    if not rows:
        return now >= change.at + dt.timedelta(hours=settings.TEAM["undo_hours"])
    return any(row.is_released or row.status != MessageStatus.WAITING_RELEASE for row in rows)
