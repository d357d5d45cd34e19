"""Read the portal, and turn decisions, endings and marks into alerts.

It never writes there. It runs every half minute and before each worklist. Rows are found by their
running number, and those of the last minutes are read again, because a slow transaction may show a
lower number late. One cause raises one alert, however often it is read.
"""

import datetime as dt
import uuid
from collections import defaultdict

from django.conf import settings
from django.db import IntegrityError

from cohorts.models import Attendance
from referral_portal.outbox.enums import MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.enums import FINAL
from referrals.models import Referral, StatusChange
from referrals.transitions import TOLD_FIRST
from safeguarding.crossing.alerts import Occurrence, raise_alerts, start_case
from safeguarding.crossing.handbacks import waiting_messages
from safeguarding.enums import ALERTING_MARKS, AlertKind, AlertOutcome, HandbackKind
from safeguarding.models import Alert, Handback, PullCursor, VictimCase
from safeguarding.transactions import seeing_all

BATCH = 500
MOST_REREAD = 1000
CHANGES, MARKS = "changes", "marks"


def pull(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Read what is new in the portal, at most `limit` rows a table; return how many were new."""
    changes, new_changes = _rows(
        StatusChange.objects.select_related("referral"), CHANGES, now, limit
    )
    marks, new_marks = _rows(
        Attendance.objects.select_related("session", "enrolment__referral"), MARKS, now, limit
    )
    # The newest, and all about a decision just read, however many are waiting.
    with seeing_all():
        waiting = {
            message.pk: message
            for message in [
                *waiting_messages(),
                *waiting_messages({change.referral_id for change in changes}),
            ]
        }
    occurrences = [
        *_from_messages([*waiting.values()], changes),
        *_endings(changes),
        *_from_marks(marks),
    ]
    references = {change.referral_id: change.referral.reference for change in changes}
    references |= {mark.enrolment.referral_id: mark.enrolment.referral.reference for mark in marks}
    try:
        if occurrences or marks:
            _store(occurrences, marks, references, now)
    except IntegrityError:
        # Another reader raised one of these at the same moment; the others are still to be raised.
        _store(occurrences, marks, references, now)
    _settle(now)
    if new_changes:
        _advance(CHANGES, changes)
    if new_marks:
        _advance(MARKS, marks)
    return new_changes + new_marks


def _rows(queryset, name: str, now: dt.datetime, limit: int) -> tuple[list, int]:
    position = PullCursor.objects.filter(pk=name).values_list("position", flat=True).first() or 0
    new = list(queryset.filter(pk__gt=position).order_by("pk")[:limit])
    since = now - dt.timedelta(minutes=settings.PULL_OVERLAP_MINUTES)
    recent = queryset.filter(pk__lte=position, at__gte=since).order_by("-pk")[:MOST_REREAD]
    return [*reversed(recent), *new], len(new)


def _advance(name: str, rows: list) -> None:
    last = max(row.pk for row in rows)
    cursor, _ = PullCursor.objects.get_or_create(pk=name)
    # Never back: two readers may be at work.
    PullCursor.objects.filter(pk=cursor.pk, position__lt=last).update(position=last)


def _told_source(referral_id: uuid.UUID, at: dt.datetime) -> str:
    # A verb gives its history row and its messages one and the same moment.
    return f"tell:{referral_id}:{at.astimezone(dt.UTC).isoformat()}"


def _from_messages(waiting: list[OutgoingMessage], changes: list[StatusChange]) -> list[Occurrence]:
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


def _endings(changes: list[StatusChange]) -> list[Occurrence]:
    return [
        Occurrence(
            AlertKind.ENDING,
            f"ending:{change.pk}",
            change.referral_id,
            change.at,
            {"status": change.to_status, "code": change.code},
        )
        for change in changes
        if change.to_status in FINAL
    ]


def _mark_prefix(mark: Attendance) -> str:
    return f"mark:{mark.session_id}:{mark.enrolment_id}:"


def _mark_detail(mark: Attendance) -> dict:
    return {
        "mark": mark.mark,
        "session": mark.session.plan_number,
        "starts_at": mark.session.starts_at.isoformat(),
    }


def _from_marks(marks: list[Attendance]) -> list[Occurrence]:
    latest = {_mark_prefix(mark): mark for mark in sorted(marks, key=lambda mark: mark.number)}
    return [
        Occurrence(
            ALERTING_MARKS[mark.mark],
            f"{prefix}{mark.number}",
            mark.enrolment.referral_id,
            mark.at,
            _mark_detail(mark),
        )
        for prefix, mark in latest.items()
        if mark.mark in ALERTING_MARKS
    ]


def _store(occurrences: list[Occurrence], marks: list[Attendance], references: dict, now) -> None:
    with seeing_all():
        sources = [occurrence.source for occurrence in occurrences]
        known = set(Alert.objects.filter(source__in=sources).values_list("source", flat=True))
        fresh = [occurrence for occurrence in occurrences if occurrence.source not in known]
        outdated, corrections = _corrections([mark for mark in marks if mark.number > 1])
        fresh += corrections
        _close(outdated, AlertOutcome.WITHDRAWN, now)
        cases = (
            _cases({occurrence.referral_id for occurrence in fresh}, references, now)
            if fresh
            else {}
        )
        raise_alerts(
            cases, [occurrence for occurrence in fresh if occurrence.referral_id in cases], now=now
        )


def _cases(referral_ids: set, references: dict, now: dt.datetime) -> dict[uuid.UUID, VictimCase]:
    cases = {
        case.referral_id: case for case in VictimCase.objects.filter(referral_id__in=referral_ids)
    }
    # Something has happened before the envelope was opened: the case does not wait for it.
    for referral_id in referral_ids - cases.keys():
        reference = (
            references.get(referral_id)
            or Referral.objects.filter(pk=referral_id).values_list("reference", flat=True).first()
        )
        if reference:
            cases[referral_id] = start_case(referral_id=referral_id, reference=reference, now=now)
    return cases


def _corrections(marks: list[Attendance]) -> tuple[list[int], list[Occurrence]]:
    """Return the waiting alerts that a later mark has overtaken, and the corrections to tell."""
    by_source = {
        f"{_mark_prefix(mark)}{number}": mark for mark in marks for number in range(1, mark.number)
    }
    earlier = list(Alert.objects.filter(source__in=list(by_source)))
    outdated = [alert.pk for alert in earlier if alert.handled_at is None]
    # A person at risk was told of the earlier mark, so the correction is news.
    wrong = {by_source[alert.source] for alert in earlier if alert.outcome == AlertOutcome.TOLD}
    occurrences = [
        Occurrence(
            AlertKind.CORRECTED,
            f"{_mark_prefix(mark)}{mark.number}",
            mark.enrolment.referral_id,
            mark.at,
            _mark_detail(mark),
        )
        for mark in wrong
        if mark.mark not in ALERTING_MARKS
    ]
    known = set(
        Alert.objects.filter(
            source__in=[occurrence.source for occurrence in occurrences]
        ).values_list("source", flat=True)
    )
    return outdated, [occurrence for occurrence in occurrences if occurrence.source not in known]


def _settle(now: dt.datetime) -> None:
    """Close tell-first alerts whose messages are no longer waiting.

    Where they left without a release, raise an alert that the participant may already know.
    """
    with seeing_all():
        alerts = Alert.objects.filter(kind=AlertKind.TELL_FIRST).waiting().select_related("case")
        named = {alert: alert.detail.get("messages", []) for alert in alerts[:MOST_REREAD]}
    asked = {pk for ids in named.values() for pk in ids}
    if not asked:
        return
    status = {
        str(pk): state
        for pk, state in OutgoingMessage.objects.filter(pk__in=asked).values_list("pk", "status")
    }
    releases = MessageRelease.objects.filter(message_id__in=asked).values_list(
        "message_id", "basis"
    )
    released = {str(pk): basis for pk, basis in releases}
    with seeing_all():
        answers = Handback.objects.filter(kind=HandbackKind.RELEASE, target__in=asked)
        ours = set(answers.filter(failed_at__isnull=True).values_list("target", flat=True))
    waiting = {
        pk
        for pk, state in status.items()
        if state == MessageStatus.WAITING_RELEASE and pk not in released and pk not in ours
    }
    over = {alert: ids for alert, ids in named.items() if ids and waiting.isdisjoint(ids)}
    if not over:
        return
    unasked = {
        pk
        for pk in asked - ours
        if released.get(pk) == ReleaseBasis.OVERRIDE or status.get(pk) != MessageStatus.CANCELLED
    }
    with seeing_all():
        _close([alert.pk for alert in over], AlertOutcome.OVERTAKEN, now)
        occurrences = [
            Occurrence(
                AlertKind.OVERTAKEN,
                f"overtaken:{alert.pk}",
                alert.case.referral_id,
                now,
                {"event": alert.detail.get("event", "")},
            )
            for alert, ids in over.items()
            if not unasked.isdisjoint(ids)
        ]
        raise_alerts({alert.case.referral_id: alert.case for alert in over}, occurrences, now=now)


def _close(alert_ids: list[int], outcome: AlertOutcome, now: dt.datetime) -> None:
    Alert.objects.filter(pk__in=alert_ids, handled_at__isnull=True).update(
        handled_at=now, outcome=outcome
    )
