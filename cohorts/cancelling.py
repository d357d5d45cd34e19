"""Cancelling one session, or a whole cohort and with it everybody's place.

What was held stays on record. A cancelled session wants no mark, counts nowhere, and gives its room
and its facilitators free. Nobody is dropped: people of a cancelled cohort wait for a place again.
"""

import datetime as dt
import uuid

from django.db import transaction

from cohorts import workflow
from cohorts.enrolment import end
from cohorts.enums import CohortStatus, SessionStatus
from cohorts.locks import lock_cohort
from cohorts.models import Cohort, Enrolment, Session
from cohorts.permissions import check_can_end, check_can_plan
from referral_portal.common.dates import local_today
from referrals import workflow as referral_workflow
from referrals.enums import EndingCode
from referrals.models import Referral
from referrals.notifications import session_cancelled

CURRENT = (CohortStatus.PLANNED, CohortStatus.RUNNING)


class CannotCancel(Exception):
    """This cannot be cancelled; the text is fit for the screen."""


def cancel_session(*, session_id: int, reason: str, by, now: dt.datetime) -> Session:
    """Cancel one session; whoever was to come is told after release.

    One that was booked for one person can be booked again.

    Raises CannotCancel without a reason, for a session with a register and for one cancelled
    already; PermissionDenied.
    """
    if not reason.strip():
        raise CannotCancel("Say why this session is cancelled.")
    with transaction.atomic():
        cohort = lock_cohort(Session.objects.get(pk=session_id).cohort_id)
        check_can_end(by, cohort.pk, local_today(now))
        session = Session.objects.get(pk=session_id)
        if cohort.status not in CURRENT or session.status == SessionStatus.CANCELLED:
            raise CannotCancel("This session is cancelled already, or its cohort is over.")
        if session.status == SessionStatus.HELD or session.marks.exists():
            raise CannotCancel("The register of this session is taken: it was held.")
        workflow.cancel_sessions([session], reason=reason.strip(), by=by, now=now)
        people = Referral.objects.select_related("participant", "referrer").order_by("pk")
        concerned = _active(cohort)
        if session.enrolment_id:
            concerned = concerned.filter(pk=session.enrolment_id)
        for referral in people.filter(pk__in=concerned.values("referral_id")):
            session_cancelled(referral, session.pk, now=now)
        workflow.finish_if_over(cohort, by=by, now=now)
    return session


def cancel_cohort(*, cohort_id: uuid.UUID, reason: str, by, now: dt.datetime) -> Cohort:
    """Cancel a cohort: sessions without a register are cancelled, its people wait again.

    They keep the day on which they first asked; each is told after release. Raises CannotCancel
    without a reason or for a cohort that is over; PermissionDenied.
    """
    check_can_plan(by)
    if not reason.strip():
        raise CannotCancel("Say why this cohort is cancelled.")
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        if cohort.status not in CURRENT:
            raise CannotCancel("This cohort is over already.")
        workflow.cancel(cohort, reason=reason.strip(), by=by, now=now)
        planned = cohort.sessions.filter(status=SessionStatus.PLANNED)
        workflow.cancel_sessions(planned, reason=reason.strip(), by=by, now=now)
        for enrolment in _active(cohort).select_for_update(no_key=True, of=("self",)):
            end(enrolment, cohort, code=EndingCode.PROGRAMME_CANCELLED, by=by, now=now)
            referral_workflow.lose_cohort(
                referral_id=enrolment.referral_id, words=reason.strip(), by=by, now=now
            )
    return cohort


def _active(cohort: Cohort):
    return Enrolment.objects.filter(place__cohort=cohort, ended_at__isnull=True).order_by("pk")
