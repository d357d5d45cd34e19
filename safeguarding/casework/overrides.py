"""Send messages before everyone was told, as the link workers' manager, and say when they left.

The override of the portal's programme manager is read by crossing/tell_first.py. Both leave the same
row, which the worklist and the case show in words.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from safeguarding.crossing.alerts import reopen
from safeguarding.enums import URGENCY, AlertKind
from safeguarding.models import Alert, ReleaseOverride, VictimCase, Worker


def check_override(by: Worker, why: str) -> None:
    """Raise Refusal for anyone but the manager, and without a reason."""
    if not by.is_manager:
        raise Refusal("Only the link workers’ manager can decide this.", "basis")
    if not why:
        raise Refusal("Say why these messages cannot wait.", "why_override")


def write_override(
    case: VictimCase, message: OutgoingMessage, *, why: str, by: Worker, now: dt.datetime
) -> Alert:
    """Put on the worklist, in the open transaction, that a message leaves before everyone was told."""
    reopen([case.pk], now=now)
    row = ReleaseOverride.objects.create(case=case, message_id=message.pk, why=why, by=by, at=now)
    return Alert.objects.create(
        kind=AlertKind.OVERTAKEN,
        level=case.danger_level,
        urgency=URGENCY[AlertKind.OVERTAKEN],
        source=f"overridden:{message.pk}",
        case=case,
        detail={"event": message.event},
        raised_at=now,
        override=row,
    )


def with_fresh_overrides(alerts: list[Alert], waiting: Collection[OutgoingMessage]) -> list[Alert]:
    """Return alerts with those of overrides that have not been read from the portal yet.

    `waiting` are the messages that wait now. The new alerts are not saved: the next reading of the
    portal does that. Takes no query while every message that an alert names still waits.
    """
    still = {str(message.pk) for message in waiting}
    by_message = {
        pk: alert
        for alert in alerts
        if alert.kind == AlertKind.TELL_FIRST
        for pk in alert.detail.get("messages", [])
        if pk not in still
    }
    if not by_message:
        return alerts
    rows = MessageRelease.objects.filter(
        message_id__in=by_message, basis=ReleaseBasis.OVERRIDE
    ).order_by("released_at", "pk")
    told = set(
        ReleaseOverride.objects.filter(message_id__in=by_message).values_list(
            "message_id", flat=True
        )
    )
    fresh = [
        Alert(
            kind=AlertKind.OVERTAKEN,
            urgency=URGENCY[AlertKind.OVERTAKEN],
            case=by_message[str(row.message_id)].case,
            detail={"event": by_message[str(row.message_id)].detail.get("event", "")},
            raised_at=row.released_at,
            override=ReleaseOverride(
                message_id=row.message_id, name=row.by_name, why=row.why, at=row.released_at
            ),
        )
        for row in rows
        if row.message_id not in told
    ]
    gone = {str(one.override.message_id) for one in fresh}
    kept = [
        alert
        for alert in alerts
        if not alert.detail.get("messages") or not gone.issuperset(alert.detail["messages"])
    ]
    return [*fresh, *kept]


def add_when_left(alerts: Iterable[Alert]) -> None:
    """Give each alert of an override its message, as it is now; takes one query, or none."""
    about = [alert for alert in alerts if alert.override]
    if not about:
        return
    messages = OutgoingMessage.objects.only("status", "sent_at", "audience").in_bulk(
        {alert.override.message_id for alert in about}
    )
    for alert in about:
        alert.message = messages.get(alert.override.message_id)
