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
from cohorts.single_session_rules import in_words
from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import CancelReason
from referral_portal.outbox.release import cancel_unsent_keys
from referrals import delivery
from referrals.enums import EndingCode, Trigger
from referrals.message_keys import sessions_of
from referrals.models import Referral
from referrals.notifications import session_cancelled, sessions_announced


def cancel_session(*, session_id: int, reason: str, by, now: dt.datetime) -> Session:
    """Cancel one session, and queue messages to its participants that wait for release.

    Nobody is told of a session that has begun or is over. Raises Refusal without a reason and for a
    session that was held or cancelled, and PermissionDenied.
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
        if is_news(session, now):
            for referral in expected_at(session):
                _tell(referral, session, by=by, now=now)
        workflow.finish_if_over(cohort, by=by, now=now)
    return session


def is_news(session: Session, now: dt.datetime) -> bool:
    """Return whether anybody has to hear that `session` is cancelled: it has not begun."""
    return session.starts_at > now


def expected_at(session: Session):
    """Return the referrals of the participants who would come to `session`."""
    expected = _active(session.cohort)
    if session.enrolment_id:
        expected = expected.filter(pk=session.enrolment_id)
    people = Referral.objects.select_related("participant", "referrer").order_by("pk")
    return people.filter(pk__in=expected.values("referral_id"))


def next_session(session: Session) -> Session | None:
    """Return the next planned session of the whole group after `session`, or None.

    A session for one participant is agreed anew, so nothing comes instead of it by itself.
    """
    if session.enrolment_id:
        return None
    later = session.cohort.sessions.filter(
        status=SessionStatus.PLANNED, enrolment=None, starts_at__gt=session.starts_at
    )
    return later.order_by("starts_at", "pk").first()


def _tell(referral: Referral, session: Session, *, by, now: dt.datetime) -> None:
    """Tell one participant of a cancelled session, and anew of those that named it as the next."""
    named = sessions_announced(referral.pk, instead_id=session.pk)
    cancel_unsent_keys(keys=named, because=CancelReason.OVERTAKEN, by=by, now=now)
    ids = {session.pk, *(sessions_of(key)[0] for key in named)}
    for gone in Session.objects.filter(pk__in=ids, starts_at__gt=now).order_by("starts_at"):
        instead = next_session(gone)
        session_cancelled(
            referral,
            gone.pk,
            when=in_words(gone),
            instead=in_words(instead) if instead else "",
            instead_id=instead.pk if instead else None,
            starts_at=gone.starts_at,
            now=now,
        )


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
