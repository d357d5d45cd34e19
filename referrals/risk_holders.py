"""Who holds the risk after a decline: a person with a name, and where nobody referred, a date."""

import datetime as dt

from django.conf import settings

from referral_portal.common.dates import local_today
from referrals.enums import EndingCode
from referrals.models import Referral
from referrals.transitions import TransitionNotAllowed


def latest_risk_review(now: dt.datetime) -> dt.date:
    """Return the last day on which the holder of the risk may look at it again after a decline."""
    return local_today(now) + dt.timedelta(days=settings.REVIEWS["risk_days"])


def checked_risk(
    referral: Referral,
    code: str,
    kept_open: Referral | None,
    holder: str,
    review_on: dt.date | None,
    *,
    now: dt.datetime,
) -> dict:
    """Return the holder of the risk after a decline, and the day of the next look, for the history.

    Raises TransitionNotAllowed without a name, or for a self-referral without a date in time. A
    duplicate leaves the risk to the referral that stays open, and after a death nobody is named. An
    agency continues its own work, so its referral needs no date of ours.
    """
    holder = "" if kept_open else holder.strip()
    if kept_open or referral.referrer:
        review_on = None
    if not kept_open and code != EndingCode.DIED:
        _check_held(referral, holder, review_on, now)
    return {"risk_holder": holder, "risk_review_on": review_on}


def _check_held(
    referral: Referral, holder: str, review_on: dt.date | None, now: dt.datetime
) -> None:
    if not holder:
        raise TransitionNotAllowed("Name who holds the risk now.", "risk_holder")
    if referral.referrer:
        return
    latest = latest_risk_review(now)
    if review_on is None or not local_today(now) < review_on <= latest:
        raise TransitionNotAllowed(
            "The date to look at the risk again must be after today and not after "
            f"{latest:%-d %B %Y}.",
            "risk_review_on",
        )
