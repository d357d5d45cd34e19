"""Read the portal, and turn decisions, endings and marks into alerts.

It never writes there. It runs every half minute and before each worklist. Rows are found by their
running number, and those of the last minutes are read again, because a slow transaction may show a
lower number late. One cause raises one alert, however often it is read.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Value

from cohorts.models import Attendance
from referral_portal.outbox.enums import MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.enums import FINAL
from referrals.models import Amendment, Referral, SetAsideChange, StatusChange
from safeguarding.crossing import amended, set_aside, tell_first
from safeguarding.crossing.alerts import Occurrence, raise_alerts, start_case
from safeguarding.crossing.handbacks import waiting_messages
from safeguarding.crossing.tell_first import MOST_REREAD, close
from safeguarding.enums import ALERTING_MARKS, AlertKind, AlertOutcome
from safeguarding.models import Alert, PullCursor, VictimCase
from safeguarding.transactions import seeing_all

BATCH = 500
CHANGES, MARKS, MESSAGES, OVERRIDES = "changes", "marks", "messages", "overrides"
ASIDE, AMENDED = "set aside", "amended"
MICROSECOND = dt.timedelta(microseconds=1)
START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def is_something_new() -> bool:
    """Return whether the portal has something that was not read yet.

    That is a decision, mark, waiting message, override, or a form amended, set aside or brought back.

    Of what was cancelled or sent, and of rows that show a lower number late, the next tick
    reads. Takes one query of each database.
    """
    read = dict(PullCursor.objects.values_list("name", "position"))
    waiting = OutgoingMessage.objects.filter(status=MessageStatus.WAITING_RELEASE)
    overrides = MessageRelease.objects.filter(basis=ReleaseBasis.OVERRIDE)
    new = (
        StatusChange.objects.filter(pk__gt=read.get(CHANGES, 0)),
        Attendance.objects.filter(pk__gt=read.get(MARKS, 0)),
        SetAsideChange.objects.filter(pk__gt=read.get(ASIDE, 0)),
        Amendment.objects.filter(pk__gt=read.get(AMENDED, 0)),
        waiting.filter(created_at__gt=START + read.get(MESSAGES, 0) * MICROSECOND),
        overrides.filter(released_at__gt=START + read.get(OVERRIDES, 0) * MICROSECOND),
    )
    first, *others = (rows.order_by().values_list(Value(1)) for rows in new)
    return bool(first.union(*others, all=True)[:1])


def pull(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Read what is new in the portal, at most `limit` rows a table; return how many were new."""
    asked = tell_first.read_asked()
    changes, new_changes = _rows(
        StatusChange.objects.select_related("referral", "duplicate_of"), CHANGES, now, limit
    )
    marks, new_marks = _rows(
        Attendance.objects.select_related("session", "enrolment__referral"), MARKS, now, limit
    )
    aside, new_aside = _rows(SetAsideChange.objects.all(), ASIDE, now, limit)
    amendments, new_amendments = _rows(Amendment.objects.all(), AMENDED, now, limit)
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
        *tell_first.occurrences_of([*waiting.values()], changes),
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
    tell_first.settle(asked, now)
    set_aside.follow(aside, now=now)
    amended.follow(amendments)
    _advance_to(OVERRIDES, _as_number(now))
    if waiting:
        newest = max(message.created_at for message in waiting.values())
        _advance_to(MESSAGES, _as_number(min(newest, now)))
    if new_changes:
        _advance(CHANGES, changes)
    if new_marks:
        _advance(MARKS, marks)
    if new_aside:
        _advance(ASIDE, aside)
    if new_amendments:
        _advance(AMENDED, amendments)
    return new_changes + new_marks + new_aside + new_amendments


def _rows(queryset, name: str, now: dt.datetime, limit: int) -> tuple[list, int]:
    position = PullCursor.objects.filter(pk=name).values_list("position", flat=True).first() or 0
    new = list(queryset.filter(pk__gt=position).order_by("pk")[:limit])
    since = now - dt.timedelta(minutes=settings.PULL_OVERLAP_MINUTES)
    recent = queryset.filter(pk__lte=position, at__gte=since).order_by("-pk")[:MOST_REREAD]
    return [*reversed(recent), *new], len(new)


def _advance(name: str, rows: list) -> None:
    _advance_to(name, max(row.pk for row in rows))


def _as_number(moment: dt.datetime) -> int:
    return (moment - START) // MICROSECOND


def _advance_to(name: str, last: int) -> None:
    cursor, _ = PullCursor.objects.get_or_create(pk=name)
    # Never back: two readers may be at work.
    PullCursor.objects.filter(pk=cursor.pk, position__lt=last).update(position=last)


def _endings(changes: list[StatusChange]) -> list[Occurrence]:
    return [
        Occurrence(
            AlertKind.DUPLICATE if change.duplicate_of else AlertKind.ENDING,
            f"ending:{change.pk}",
            change.referral_id,
            change.at,
            # No person at risk is told that the participant was referred twice.
            {"reference": change.duplicate_of.reference}
            if change.duplicate_of
            else {"status": change.to_status, "code": change.code},
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
        close(outdated, AlertOutcome.WITHDRAWN, now)
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
