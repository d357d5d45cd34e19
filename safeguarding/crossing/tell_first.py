"""The alerts about decisions that a person at risk is told of first.

An alert waits while its messages wait for release. One that the messages no longer wait for is
closed, or stays where the person at risk still has to be told. Nothing is written to the portal.
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch

from referral_portal.outbox.enums import CancelReason, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.enums import FINAL
from referrals.models import StatusChange
from referrals.transitions import TOLD_FIRST
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.enums import AlertKind, AlertOutcome, HandbackKind
from safeguarding.models import Alert, Handback, ReleaseOverride, VictimCase
from safeguarding.transactions import seeing_all

MOST_REREAD = 1000
# A message that was cancelled for one of these told of a decision that others have followed.
MOVED_ON = frozenset({CancelReason.OVERTAKEN, CancelReason.MOVED_ON, CancelReason.NO_PLACE})


def _told_source(referral_id: uuid.UUID, at: dt.datetime) -> str:
    # A verb gives its history row and its messages one and the same moment.
    return f"tell:{referral_id}:{at.astimezone(dt.UTC).isoformat()}"


def occurrences_of(waiting: list[OutgoingMessage], changes: list[StatusChange]) -> list[Occurrence]:
    """Tell first: by waiting message, or by decision when no message says it."""
    together = defaultdict(list)
    for message in waiting:
        if message.referral_id:
            together[message.referral_id, message.created_at].append(message)
    occurrences = [
        Occurrence(
            AlertKind.TELL_FIRST,
            _told_source(referral_id, at),
            referral_id,
            at,
            {"messages": [str(message.pk) for message in group], "event": group[0].event},
        )
        for (referral_id, at), group in together.items()
    ]
    # An ending without a message is an alert of its own.
    decisions = [
        change for change in changes if change.verb in TOLD_FIRST and change.to_status not in FINAL
    ]
    written = set(
        OutgoingMessage.objects.filter(
            referral_id__in={change.referral_id for change in decisions}
        ).values_list("referral_id", "created_at")
    )
    occurrences += [
        Occurrence(
            AlertKind.TELL_FIRST,
            _told_source(change.referral_id, change.at),
            change.referral_id,
            change.at,
            {"messages": [], "event": change.verb},
        )
        for change in decisions
        if (change.referral_id, change.at) not in written
    ]
    return occurrences


@dataclass(frozen=True)
class Asked:
    """The tell-first alerts that wait, and the portal's messages that they name."""

    named: dict[Alert, list[str]]
    found: dict[str, OutgoingMessage]


def read_asked() -> Asked:
    """Return the alerts that `settle` decides about; read them before the decisions of the portal.

    A decision that cancels a message is then never read later than the cancelled message.
    """
    with seeing_all():
        # Without the contents of the cases, and never by reading every case.
        cases = Prefetch("case", VictimCase.objects.defer("contents"))
        alerts = Alert.objects.filter(kind=AlertKind.TELL_FIRST, handled_at__isnull=True)
        alerts = alerts.order_by("raised_at", "id").prefetch_related(cases)
        named = {alert: alert.detail.get("messages", []) for alert in alerts[:MOST_REREAD]}
    ids = {pk for group in named.values() for pk in group}
    columns = ("pk", "referral_id", "event", "status", "attempts", "cancelled_because")
    messages = OutgoingMessage.objects.filter(pk__in=ids).only(*columns) if ids else []
    return Asked(named, {str(message.pk): message for message in messages})


def settle(read: Asked, now: dt.datetime) -> None:
    """Close tell-first alerts whose messages are no longer waiting.

    Where they left without a release, raise an alert that the participant may already know; for a
    manager's override, at once and by name. Where they were all cancelled before they left, nobody has
    been told: see `_settle_cancelled`.
    """
    named, found = read.named, read.found
    asked = {pk for ids in named.values() for pk in ids}
    if not asked:
        return
    released = {
        str(row.message_id): row for row in MessageRelease.objects.filter(message_id__in=asked)
    }
    with seeing_all():
        answers = Handback.objects.filter(kind=HandbackKind.RELEASE, target__in=asked)
        ours = set(answers.filter(failed_at__isnull=True).values_list("target", flat=True))
    waiting = {
        pk
        for pk, message in found.items()
        if message.status == MessageStatus.WAITING_RELEASE and pk not in ours and pk not in released
    }
    overridden = {
        pk: row
        for pk, row in released.items()
        if row.basis == ReleaseBasis.OVERRIDE and pk in found and pk not in ours
    }
    if overridden:
        with seeing_all():
            _tell_of_overrides(named, overridden, found, now=now)
    over = {alert: ids for alert, ids in named.items() if ids and waiting.isdisjoint(ids)}
    if not over:
        return
    unasked = {pk for pk in asked - ours if _may_have_left(found.get(pk), pk in overridden)}
    known = {alert: ids for alert, ids in over.items() if not unasked.isdisjoint(ids)}
    with seeing_all():
        _settle_cancelled([alert for alert in over if alert not in known], found, now)
        close([alert.pk for alert in known], AlertOutcome.OVERTAKEN, now)
        occurrences = [
            Occurrence(
                AlertKind.OVERTAKEN,
                f"overtaken:{alert.pk}",
                alert.case.referral_id,
                now,
                {"event": alert.detail.get("event", "")},
            )
            for alert, ids in known.items()
            if not unasked.isdisjoint(set(ids) - overridden.keys())
        ]
        raise_alerts({alert.case.referral_id: alert.case for alert in known}, occurrences, now=now)


def _tell_of_overrides(
    named: dict[Alert, list[str]],
    overridden: dict[str, MessageRelease],
    messages: dict[str, OutgoingMessage],
    *,
    now: dt.datetime,
) -> None:
    """Raise an alert for each message that the portal's manager released, even while others wait.

    It says who released the message and why. Nothing is said of one that was cancelled before it left.
    """
    cases = {alert.case.referral_id: alert.case for alert in named}
    left = {
        f"overridden:{pk}": (messages[pk], overridden[pk])
        for ids in named.values()
        for pk in ids
        if pk in overridden and _may_have_left(messages[pk], is_overridden=True)
    }
    raised = raise_alerts(
        cases,
        [
            Occurrence(
                AlertKind.OVERTAKEN, source, message.referral_id, release.released_at,
                {"event": message.event},
            )
            for source, (message, release) in left.items()
        ],
        now=now,
    )  # fmt: skip
    for alert in raised:
        message, release = left[alert.source]
        alert.override = ReleaseOverride.objects.create(
            case=alert.case,
            message_id=message.pk,
            name=release.by_name,
            why=release.why,
            at=release.released_at,
        )
        alert.save(update_fields=["override"])


def _may_have_left(message: OutgoingMessage | None, is_overridden: bool) -> bool:
    """Return whether a message may have left; a cancelled one only while it was being sent."""
    if message is None or message.status != MessageStatus.CANCELLED:
        return True
    return is_overridden and message.attempts > 0


def _settle_cancelled(alerts: list[Alert], messages: dict, now: dt.datetime) -> None:
    """Close alerts whose messages were all cancelled, unless nothing newer has to be told instead.

    An alert whose message stopped being true, with no newer alert on its case, stays: the person at
    risk has heard nothing, and a contact closes it.
    """
    moved_on = {pk for pk, message in messages.items() if message.cancelled_because in MOVED_ON}
    newest = dict(
        Alert.objects.filter(
            case__in={alert.case_id for alert in alerts},
            kind__in=[AlertKind.TELL_FIRST, AlertKind.ENDING, AlertKind.DUPLICATE],
        )
        .order_by("raised_at")
        .values_list("case_id", "raised_at")
    )
    kept = [
        alert
        for alert in alerts
        if not moved_on.isdisjoint(alert.detail["messages"])
        and newest[alert.case_id] <= alert.raised_at
    ]
    for alert in kept:
        Alert.objects.filter(pk=alert.pk).update(detail=alert.detail | {"messages": []})
    gone = [alert.pk for alert in alerts if alert not in kept]
    close(gone, AlertOutcome.WITHDRAWN, now)


def close(alert_ids: list[int], outcome: AlertOutcome, now: dt.datetime) -> None:
    """Close those of these alerts that are still waiting."""
    Alert.objects.filter(pk__in=alert_ids, handled_at__isnull=True).update(
        handled_at=now, outcome=outcome
    )
