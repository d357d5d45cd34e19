"""Suspending somebody in a cohort and letting him come again. The place is kept.

Suspended means: comes to no session until the named reviewer has looked again. The link workers
hear of both before he does, as of every decision.
"""

import datetime as dt
import uuid

from django.db import transaction

from cohorts.locks import locked
from cohorts.models import Enrolment
from cohorts.permissions import check_can_end
from referral_portal.accounts.models import User
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local_today
from referrals import pauses


def suspend(
    *,
    enrolment_id: uuid.UUID,
    review_on: dt.date,
    reviewer: User,
    words: str,
    by,
    now: dt.datetime,
) -> Enrolment:
    """Suspend somebody, or set a new day and reviewer for somebody suspended.

    Raises CannotEnd when the enrolment has ended, TransitionNotAllowed or PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_end(by, cohort.pk, local_today(now))
        pauses.suspend(
            referral_id=enrolment.referral_id,
            review_on=review_on,
            reviewer=reviewer,
            words=words,
            by=by,
            now=now,
        )
        record(
            "enrolment.suspend",
            actor=by,
            target=enrolment,
            now=now,
            review_on=review_on,
            reviewer=reviewer.pk,
        )
    return enrolment


def resume(*, enrolment_id: uuid.UUID, words: str, by, now: dt.datetime) -> Enrolment:
    """Let somebody suspended come to the sessions again.

    Raises CannotEnd when the enrolment has ended, TransitionNotAllowed or PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_end(by, cohort.pk, local_today(now))
        pauses.resume(referral_id=enrolment.referral_id, words=words, by=by, now=now)
        record("enrolment.resume", actor=by, target=enrolment, now=now)
    return enrolment
