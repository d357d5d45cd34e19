"""Change the status of a cohort, and cancel its sessions; no other module does either.

A cohort is planned, then running from its first register, then finished once its last session is
over and no participant has a place; or it is cancelled. A finished cohort runs again when a
participant whose ending was undone gets a place back. Callers hold the row lock of the cohort.
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
    """Set a planned cohort to running, because its first register was taken."""
    if cohort.status == CohortStatus.PLANNED:
        _set(cohort, CohortStatus.RUNNING, by=by, now=now)


def finish_if_over(cohort: Cohort, *, by, now: dt.datetime) -> None:
    """Finish a running cohort that has no future session and no participant."""
    if cohort.status != CohortStatus.RUNNING:
        return
    to_come = cohort.sessions.filter(ends_at__gt=now).exclude(status=SessionStatus.CANCELLED)
    taken = cohort.places.filter(enrolments__isnull=False, enrolments__ended_at__isnull=True)
    if not to_come.exists() and not taken.exists():
        _set(cohort, CohortStatus.FINISHED, by=by, now=now)


def run_again(cohort: Cohort, *, by, now: dt.datetime) -> None:
    """Set a finished cohort back to running, because a participant has a place in it again."""
    if cohort.status == CohortStatus.FINISHED:
        _set(cohort, CohortStatus.RUNNING, by=by, now=now)


def cancel(cohort: Cohort, *, reason: str, by, now: dt.datetime) -> None:
    """Set a cohort to cancelled; the caller has checked that it is not over."""
    cohort.cancelled_because = reason
    cohort.save(update_fields=["cancelled_because"])
    _set(cohort, CohortStatus.CANCELLED, by=by, now=now)


def cancel_sessions(sessions, *, reason: str, by, now: dt.datetime) -> None:
    """Cancel sessions, and release their rooms and facilitators.

    Withdraws the messages about single sessions that have not been sent.
    """
    for session in sessions:
        if session.enrolment_id:
            withdraw_appointment(session.enrolment.referral_id, session.pk, by=by, now=now)
        session.status = SessionStatus.CANCELLED
        session.cancelled_because = reason
        session.save(update_fields=["status", "cancelled_because"])
        Booking.objects.filter(session=session).delete()
        record("session.cancel", actor=by, target=session, now=now, cohort=session.cohort_id)
