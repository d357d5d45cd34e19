"""Pause two people of the demonstration: one on hold, one suspended, each until a review."""

import datetime as dt

from cohorts import suspension
from cohorts.models import Enrolment
from referral_portal.common.dates import local_today
from referrals import pauses
from referrals.enums import ContactHow
from referrals.models import Referral
from referrals.open_signs import Heard

# The answer about danger signs, where a form has any.
CALLED = Heard(how=ContactHow.CALLED)


def hold(referral: Referral, *, users: dict, now: dt.datetime) -> None:
    """Put a referral on hold for three weeks."""
    pauses.hold(
        referral_id=referral.pk,
        review_on=local_today(now) + dt.timedelta(weeks=3),
        words="In hospital for an operation. He asked us to call again when he is home.",
        heard=CALLED,
        by=users["coordinator"],
        now=now,
    )


def suspend(referral: Referral, *, users: dict, now: dt.datetime) -> None:
    """Suspend a participant for as long as the rules allow."""
    suspension.suspend(
        enrolment_id=Enrolment.objects.get(referral=referral, ended_at__isnull=True).pk,
        review_on=pauses.latest_suspension_review(now),
        reviewer=users["manager"],
        words="Came after drinking, twice. A plan for coming sober has to be agreed first.",
        by=users["facilitator"],
        now=now,
    )
