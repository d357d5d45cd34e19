"""The only place that sets a cohort's status (planned → running → finished, or cancelled) and
cancels its sessions.

A cohort begins with its first register and finishes by itself when its last session is over and
nobody holds a place. Callers hold the cohort's row lock.
"""

import datetime as dt

from cohorts.enums import CohortStatus, SessionStatus
from cohorts.models import Booking, Cohort
from referral_portal.audit.recorder import SYSTEM, record
from referrals.notifications import withdraw_appointment


def _set(cohort: Cohort, status: CohortStatus, *, by, now: dt.datetime) -> None:
    source, cohort.status = cohort.status, status
    cohort.save(update_fields=["status"])
    record("cohort.status", actor=by or SYSTEM, target=cohort, now=now, source=source, to=status)


def begin(cohort: Cohort, *, by, now: dt.datetime) -> None:
    """Note that the first register was taken; nothing happens if it was before."""
    if cohort.status == CohortStatus.PLANNED:
        _set(cohort, CohortStatus.RUNNING, by=by, now=now)


def finish_if_over(cohort: Cohort, *, by, now: dt.datetime) -> None:
    """Finish a running cohort without a session to come and without anybody on a place."""
    if cohort.status != CohortStatus.RUNNING:
        return
    to_come = cohort.sessions.filter(ends_at__gt=now).exclude(status=SessionStatus.CANCELLED)
    taken = cohort.places.filter(enrolments__isnull=False, enrolments__ended_at__isnull=True)
    if not to_come.exists() and not taken.exists():
        _set(cohort, CohortStatus.FINISHED, by=by, now=now)


def cancel(cohort: Cohort, *, reason: str, by, now: dt.datetime) -> None:
    """Note that a cohort will not go on; the caller has checked that it is not over."""
    cohort.cancelled_because = reason
    cohort.save(update_fields=["cancelled_because"])
    _set(cohort, CohortStatus.CANCELLED, by=by, now=now)


def cancel_sessions(sessions, *, reason: str, by, now: dt.datetime) -> None:
    """Note that sessions will not take place, and give their rooms and facilitators free.

    What has not left about one booked for one person is taken back.
    """
    for session in sessions:
        if session.enrolment_id:
            withdraw_appointment(session.enrolment.referral_id, session.pk, by=by, now=now)
        session.status = SessionStatus.CANCELLED
        session.cancelled_because = reason
        session.save(update_fields=["status", "cancelled_because"])
        Booking.objects.filter(session=session).delete()
        record("session.cancel", actor=by, target=session, now=now, cohort=session.cohort_id)
