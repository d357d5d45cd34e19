"""Suspend a participant, who keeps the place, and lift the suspension.

A suspended participant attends no session until the named reviewer has reviewed the suspension.
The link workers are told of both decisions before the participant is.
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
from referrals.enums import Trigger


def suspend(
    *,
    enrolment_id: uuid.UUID,
    review_on: dt.date,
    reviewer: User,
    words: str,
    by,
    now: dt.datetime,
) -> Enrolment:
    """Suspend a participant, or change the review date and reviewer of a suspension.

    Raises Refusal or PermissionDenied.
    """
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_end(by, cohort.pk, local_today(now))
        pauses.suspend(
            referral_id=enrolment.referral_id,
            review_on=review_on,
            reviewer=reviewer,
            words=words,
            follows_from=Trigger.PLACE_SUSPENDED,
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
    """Lift the suspension of a participant, or raise Refusal or PermissionDenied."""
    with transaction.atomic():
        enrolment, cohort = locked(enrolment_id)
        check_can_end(by, cohort.pk, local_today(now))
        pauses.resume(
            referral_id=enrolment.referral_id,
            words=words,
            follows_from=Trigger.SUSPENSION_LIFTED,
            by=by,
            now=now,
        )
        record("enrolment.resume", actor=by, target=enrolment, now=now)
    return enrolment
