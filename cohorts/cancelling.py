"""Cancel one session, or a whole cohort with its places.

Sessions that were held stay on record. A cancelled session needs no marks and does not affect
attendance. Participants of a cancelled cohort go back to the waiting list.
"""

import datetime as dt
import uuid

from django.db import transaction

from cohorts import workflow
from cohorts.enrolment import end
from cohorts.enums import CURRENT, SessionStatus
from cohorts.locks import lock_cohort
from cohorts.models import Cohort, Enrolment, Session
from cohorts.permissions import check_can_end, check_can_plan
from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
from referrals import delivery
from referrals.enums import EndingCode, Trigger
from referrals.models import Referral
from referrals.notifications import session_cancelled


def cancel_session(*, session_id: int, reason: str, by, now: dt.datetime) -> Session:
    """Cancel one session, and queue messages to its participants that wait for release.

    Raises Refusal without a reason and for a session that was held or cancelled, and
    PermissionDenied.
    """
    if not reason.strip():
        raise Refusal("Say why this session is cancelled.", "reason")
    with transaction.atomic():
        cohort = lock_cohort(Session.objects.get(pk=session_id).cohort_id)
        check_can_end(by, cohort.pk, local_today(now))
        session = Session.objects.get(pk=session_id)
        if cohort.status not in CURRENT or session.status == SessionStatus.CANCELLED:
            raise Refusal("This session is already cancelled, or its cohort is over.")
        if session.status == SessionStatus.HELD or session.marks.exists():
            raise Refusal("This session was held: its register is taken.")
        workflow.cancel_sessions([session], reason=reason.strip(), by=by, now=now)
        people = Referral.objects.select_related("participant", "referrer").order_by("pk")
        expected = _active(cohort)
        if session.enrolment_id:
            expected = expected.filter(pk=session.enrolment_id)
        for referral in people.filter(pk__in=expected.values("referral_id")):
            session_cancelled(referral, session.pk, now=now)
        workflow.finish_if_over(cohort, by=by, now=now)
    return session


def cancel_cohort(*, cohort_id: uuid.UUID, reason: str, by, now: dt.datetime) -> Cohort:
    """Cancel a cohort and its planned sessions, and put its participants on the waiting list.

    They keep the date on which they first asked, and their messages wait for release. Raises
    Refusal without a reason or for a cohort that is over, and PermissionDenied.
    """
    check_can_plan(by)
    if not reason.strip():
        raise Refusal("Say why this cohort is cancelled.", "reason")
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        if cohort.status not in CURRENT:
            raise Refusal("This cohort is already over.")
        workflow.cancel(cohort, reason=reason.strip(), by=by, now=now)
        planned = cohort.sessions.filter(status=SessionStatus.PLANNED)
        workflow.cancel_sessions(planned, reason=reason.strip(), by=by, now=now)
        for enrolment in _active(cohort).select_for_update(no_key=True, of=("self",)):
            end(enrolment, cohort, code=EndingCode.PROGRAMME_CANCELLED, by=by, now=now)
            delivery.lose_cohort(
                referral_id=enrolment.referral_id,
                words=reason.strip(),
                follows_from=Trigger.COHORT_CANCELLED,
                by=by,
                now=now,
            )
    return cohort


def _active(cohort: Cohort):
    return Enrolment.objects.active().filter(place__cohort=cohort).order_by("pk")
