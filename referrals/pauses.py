"""The verbs that pause a referral until a day of review: on hold before a place, suspended on one.

Every pause names the day on which somebody looks again, and a suspension names who, so that nobody
drifts. Whoever is suspended keeps the place. The steps themselves are taken by `workflow`.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.dates import local_today, working_days_after
from referrals import notifications
from referrals.enums import Status
from referrals.models import Referral
from referrals.transitions import TransitionNotAllowed
from referrals.workflow import locked, move

REVIEWS = (Role.MANAGER, Role.FACILITATOR)


def latest_hold_review(now: dt.datetime) -> dt.date:
    """Return the last day on which a hold that begins now may be reviewed."""
    return local_today(now) + dt.timedelta(days=settings.HOLD_REVIEW_DAYS)


def latest_suspension_review(now: dt.datetime) -> dt.date:
    """Return the last day on which a suspension that begins now may be reviewed."""
    return working_days_after(local_today(now), settings.SUSPENSION_REVIEW_WORKING_DAYS)


def _check(words: str, review_on: dt.date, latest: dt.date, now: dt.datetime) -> None:
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why.")
    if not local_today(now) < review_on <= latest:
        raise TransitionNotAllowed(
            f"The day of the review must be after today and not after {latest:%-d %B %Y}."
        )


def hold(
    *,
    referral_id: uuid.UUID,
    review_on: dt.date,
    words: str,
    by,
    now: dt.datetime,
    version: int | None = None,
) -> Referral:
    """Put a referral on hold until it is reviewed, or set a new day for one that is on hold.

    Raises TransitionNotAllowed without words, for a day that is not within HOLD_REVIEW_DAYS, and
    where the table has no such step.
    """
    _check(words, review_on, latest_hold_review(now), now)
    with transaction.atomic():
        referral = locked(referral_id, version)
        move(referral, "hold", by=by, now=now, words=words.strip(), review_on=review_on)
    return referral


def take_off_hold(
    *, referral_id: uuid.UUID, words: str, by, now: dt.datetime, version: int | None = None
) -> Referral:
    """Put a referral back to where it was before the hold."""
    with transaction.atomic():
        referral = locked(referral_id, version)
        move(
            referral,
            "take_off_hold",
            by=by,
            now=now,
            words=words.strip(),
            target=status_before_hold(referral),
        )
    return referral


def status_before_hold(referral: Referral) -> Status:
    """Return where a referral on hold goes back to, as its history remembers."""
    before = referral.status_changes.filter(verb="hold").exclude(from_status=Status.ON_HOLD)
    last = before.order_by("-number").values_list("from_status", flat=True).first()
    return Status(last or Status.AWAITING_TRIAGE)


def suspend(
    *,
    referral_id: uuid.UUID,
    review_on: dt.date,
    reviewer: User,
    words: str,
    by,
    now: dt.datetime,
) -> Referral:
    """Note that somebody comes to no session until `reviewer` has looked again.

    A second time it sets a new day or reviewer and sends nothing. Called by the cohorts' verb.
    Raises TransitionNotAllowed without words, or for a day that is not within
    SUSPENSION_REVIEW_WORKING_DAYS.
    """
    _check(words, review_on, latest_suspension_review(now), now)
    if not reviewer.has_role(*REVIEWS):
        raise TransitionNotAllowed("A facilitator or a programme manager reviews a suspension.")
    with transaction.atomic():
        referral = locked(referral_id, None)
        change = move(
            referral,
            "suspend",
            by=by,
            now=now,
            words=words.strip(),
            review_on=review_on,
            reviewer=reviewer,
        )
        if change.from_status != Status.SUSPENDED:
            notifications.suspension(referral, change, now=now)
    return referral


def resume(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> Referral:
    """Note that somebody comes to the sessions again; called by the cohorts' verb."""
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why.")
    with transaction.atomic():
        referral = locked(referral_id, None)
        change = move(referral, "resume", by=by, now=now, words=words.strip())
        notifications.restart(referral, change, now=now)
    return referral
