"""Tell the link worker when a participant has no mark soon after a session has begun.

Who did not come may be with a person at risk, so the link worker hears before the register is
complete. A mark closes the alert; when the person at risk was already told, the mark is news.
"""

import datetime as dt

from django.conf import settings

from cohorts.models import Attendance, Enrolment, Session
from referrals.danger_signs import Level
from safeguarding.casework.portal_view import people_of_sessions
from safeguarding.casework.session_checks import check_target
from safeguarding.crossing.alerts import Occurrence, cases_of, raise_alerts
from safeguarding.crossing.tell_first import MOST_REREAD, close
from safeguarding.enums import ALERTING_MARKS, AlertKind, AlertOutcome
from safeguarding.models import Alert
from safeguarding.transactions import seeing_all


def watch_registers(*, now: dt.datetime) -> int:
    """Raise and close the alerts about missing marks; return 0, as all are done.

    Looks at the sessions that began between MISSING_MARK_WATCH_HOURS and MISSING_MARK_MINUTES ago.
    """
    since = now - dt.timedelta(hours=settings.MISSING_MARK_WATCH_HOURS)
    until = now - dt.timedelta(minutes=settings.MISSING_MARK_MINUTES)
    pairs = [
        (session, enrolment)
        for session, enrolment in people_of_sessions(since, until)
        if enrolment.started_at <= session.starts_at
    ]
    with seeing_all():
        earlier = list(Alert.objects.filter(kind=AlertKind.MISSING_MARK, raised_at__gte=since))
        waiting = Alert.objects.filter(kind=AlertKind.MISSING_MARK, handled_at__isnull=True)
        earlier += waiting.exclude(pk__in=[one.pk for one in earlier])[:MOST_REREAD]
        marks = _marks({session.pk for session, _ in pairs} | _sessions_of(earlier))
        missing = [
            _missing(session, enrolment)
            for session, enrolment in pairs
            if check_target(session.pk, enrolment.pk) not in marks
        ]
        _close(earlier, marks, {_when(one.detail) for one in missing}, since, now)
        news = [*missing, *_corrections(earlier, marks)]
        people = {enrolment.referral for _, enrolment in pairs}
        raise_alerts(cases_of(people, news, now=now), news, now=now)
    return 0


def _marks(session_ids: set[int]) -> dict[str, Attendance]:
    """Return the mark that counts for each participant of these sessions."""
    rows = Attendance.objects.filter(session__in=session_ids).select_related(
        "session", "enrolment__referral"
    )
    return {check_target(row.session_id, row.enrolment_id): row for row in rows.order_by("number")}


def _sessions_of(alerts: list[Alert]) -> set[int]:
    return {int(alert.detail["target"].partition(":")[0]) for alert in alerts}


def _detail(session: Session, target: str) -> dict:
    return {
        "target": target,
        "session": session.plan_number,
        "starts_at": session.starts_at.isoformat(),
        "level": int(Level.SAME_DAY),
    }


def _missing(session: Session, enrolment: Enrolment) -> Occurrence:
    target = check_target(session.pk, enrolment.pk)
    return Occurrence(
        AlertKind.MISSING_MARK,
        f"missing-mark:{target}:{session.starts_at:%Y%m%d%H%M}",
        enrolment.referral_id,
        session.starts_at + dt.timedelta(minutes=settings.MISSING_MARK_MINUTES),
        _detail(session, target),
        level=Level.SAME_DAY,
    )


def _when(detail: dict) -> tuple[str, str]:
    """Return the participant and the start of a session, which one passed to a sister case shares."""
    return detail["target"], detail["starts_at"]


def _close(alerts: list[Alert], marks: dict, due: set, since, now: dt.datetime) -> None:
    """Close the alerts that have a mark, and those whose session was moved or cancelled.

    One whose session began before `since` stays until it has a mark or a link worker handles it.
    """
    gone = [
        alert.pk
        for alert in alerts
        if alert.handled_at is None
        and (
            alert.detail["target"] in marks
            or (_when(alert.detail) not in due and _starts_at(alert) >= since)
        )
    ]
    close(gone, AlertOutcome.WITHDRAWN, now)


def _starts_at(alert: Alert) -> dt.datetime:
    return dt.datetime.fromisoformat(alert.detail["starts_at"])


def _corrections(alerts: list[Alert], marks: dict[str, Attendance]) -> list[Occurrence]:
    """Return the news that a participant was there, where a person at risk was told otherwise."""
    told = [alert for alert in alerts if alert.outcome == AlertOutcome.TOLD]
    there = [(alert, marks[alert.detail["target"]]) for alert in told
             if alert.detail["target"] in marks]  # fmt: skip
    return [
        Occurrence(
            AlertKind.CORRECTED,
            f"marked:{alert.detail['target']}:{_starts_at(alert):%Y%m%d%H%M}",
            mark.enrolment.referral_id,
            mark.at,
            {
                "mark": mark.mark,
                "session": mark.session.plan_number,
                "starts_at": mark.session.starts_at.isoformat(),
            },
        )
        for alert, mark in there
        if mark.mark not in ALERTING_MARKS
    ]
