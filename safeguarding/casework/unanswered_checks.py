"""Put session checks that nobody has answered on the worklist, and later with the manager.

Each step compares the waiting alerts with the sessions as they are now, so that a session which is
moved, cancelled or answered in time leaves nothing behind. A session that began without an answer
stays with the manager until the manager records what was done.
"""

import datetime as dt

from django.conf import settings

from cohorts.models import Enrolment, Session, SessionCheck
from referrals.danger_signs import Level
from safeguarding.casework.portal_view import people_of_sessions
from safeguarding.casework.session_checks import check_target
from safeguarding.crossing.alerts import Occurrence, cases_of, raise_alerts
from safeguarding.crossing.tell_first import close
from safeguarding.enums import UNANSWERED, AlertKind, AlertOutcome, HandbackKind
from safeguarding.models import Alert, Handback
from safeguarding.transactions import seeing_all

FIRST = 0  # before every level of danger: the session is about to begin


def follow_up(*, now: dt.datetime) -> int:
    """Alert for every check that is due and has no answer; return 0, as all are done."""
    until = now + dt.timedelta(hours=settings.CHECK_HOURS_BEFORE_SESSION)
    pairs = people_of_sessions(now, until)
    with seeing_all():
        answered = _answered(pairs)
        due = {
            one.source: one
            for session, enrolment in pairs
            if check_target(session.pk, enrolment.pk) not in answered
            for one in [_occurrence(session, enrolment, now)]
        }
        _close_others(due, now)
        news = list(due.values())
        people = {enrolment.referral for _, enrolment in pairs}
        raise_alerts(cases_of(people, news, now=now), news, now=now)
    return 0


def _answered(pairs: list[tuple[Session, Enrolment]]) -> set[str]:
    keys = [check_target(session.pk, enrolment.pk) for session, enrolment in pairs]
    there = SessionCheck.objects.filter(session_id__in={session.pk for session, _ in pairs})
    on_the_way = Handback.objects.filter(
        kind=HandbackKind.CHECK, target__in=keys, failed_at__isnull=True
    )
    return {
        *(check_target(*one) for one in there.values_list("session_id", "enrolment_id")),
        *on_the_way.values_list("target", flat=True),
    }


def _occurrence(session: Session, enrolment: Enrolment, now: dt.datetime) -> Occurrence:
    manager = dt.timedelta(hours=settings.CHECK_MANAGER_HOURS_BEFORE_SESSION)
    is_late = session.starts_at - now <= manager
    key = check_target(session.pk, enrolment.pk)
    level = FIRST if is_late else Level.NONE
    return Occurrence(
        AlertKind.CHECK_LATE if is_late else AlertKind.CHECK,
        # With the time, so that a session which is moved is asked about again.
        f"{'check-late' if is_late else 'check'}:{key}:{session.starts_at:%Y%m%d%H%M}",
        enrolment.referral_id,
        now,
        {
            "check": key,
            "session": session.plan_number,
            "starts_at": session.starts_at.isoformat(),
            "level": int(level),
        },
        level=level,
    )


def _close_others(due: dict[str, Occurrence], now: dt.datetime) -> None:
    late = {one.detail["check"] for one in due.values() if one.kind == AlertKind.CHECK_LATE}
    waiting = Alert.objects.filter(kind__in=UNANSWERED, handled_at__isnull=True)
    gone = [alert for alert in waiting.exclude(source__in=list(due)) if not _stays(alert, now)]
    passed_on = [alert.pk for alert in gone if alert.detail["check"] in late]
    close(passed_on, AlertOutcome.PASSED_ON, now)
    close([alert.pk for alert in gone if alert.pk not in passed_on], AlertOutcome.WITHDRAWN, now)


def _stays(alert: Alert, now: dt.datetime) -> bool:
    return alert.kind == AlertKind.CHECK_LATE and has_begun(alert, now)


def has_begun(alert: Alert, now: dt.datetime) -> bool:
    """Return whether the session that an alert about a check names has begun."""
    return dt.datetime.fromisoformat(alert.detail["starts_at"]) <= now
