"""Until when a coordinator may undo their own decision.

A coordinator may, until a message about the decision is released; after that only a manager may. A
release counts from the moment from which its message may leave, so that nobody can tell from this
rule when it was given. Where nothing is sent, the coordinator has some hours.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from referral_portal.accounts.roles import Role
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.models import StatusChange

DECISIONS = frozenset({"accept", "decline", "withdraw"})  # that a coordinator takes alone
NOT_YOURS = "Only the coordinator who took this decision, or a programme manager, can undo it."
FOR_MANAGERS = "Only a programme manager can undo this."
TOO_LATE = "This decision may have been told to others already. A programme manager can undo it."


@dataclass(frozen=True)
class Sent:
    """The messages about a referral, and the releases of these messages."""

    messages: Collection[OutgoingMessage]
    releases: Collection[MessageRelease]


def why_not_undo(
    change: StatusChange, *, by, now: dt.datetime, lock: bool = False, sent: Sent | None = None
) -> str:
    """Return why `by` cannot undo the decision `change` at `now`, or an empty text.

    With `lock` no message about it leaves before the transaction ends. `sent` is what a page has read.
    """
    if by.has_role(Role.MANAGER):
        return ""
    if change.verb not in DECISIONS:
        return FOR_MANAGERS
    if change.by_id is None or change.by_id != by.pk:
        return NOT_YOURS
    return TOO_LATE if _may_be_told(change, now, sent or _sent(change, lock)) else ""


def _may_be_told(change: StatusChange, now: dt.datetime, sent: Sent) -> bool:
    written = [
        one
        for one in sent.messages
        if one.created_at == change.at and one.status != MessageStatus.CANCELLED
    ]
    if not written:
        return now >= change.at + dt.timedelta(hours=settings.TEAM["undo_hours"])
    released = {one.message_id for one in sent.releases if one.not_before <= now}
    return any(one.pk in released or one.status != MessageStatus.WAITING_RELEASE for one in written)


def _sent(change: StatusChange, lock: bool) -> Sent:
    messages = OutgoingMessage.objects.filter(
        referral_id=change.referral_id, created_at=change.at
    ).order_by("pk")
    messages = list(messages.select_for_update() if lock else messages)
    ids = [one.pk for one in messages]
    return Sent(messages, list(MessageRelease.objects.filter(message_id__in=ids)))
