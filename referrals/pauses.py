"""The verbs that pause a referral until a review date: on hold without a place, suspended with one.

Every pause has a review date and a suspension also has a reviewer, so that no referral is
forgotten. A suspended participant keeps the place. `workflow` takes the steps.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction

from programmes.clocks import closed_days
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.dates import local_today, working_days_after
from referrals.contacts import hear_first
from referrals.enums import Status, Trigger
from referrals.models import Referral
from referrals.open_signs import Heard
from referrals.questions import newest_unanswered
from referrals.transitions import TransitionNotAllowed
from referrals.workflow import check_may, locked, move, take

REVIEWS = (Role.MANAGER, Role.FACILITATOR)


def latest_hold_review(now: dt.datetime) -> dt.date:
    """Return the last day on which a hold that begins now may be reviewed."""
    return local_today(now) + dt.timedelta(days=settings.HOLD_REVIEW_DAYS)


def latest_suspension_review(now: dt.datetime) -> dt.date:
    """Return the last day on which a suspension that begins now may be reviewed."""
    today = local_today(now)
    return working_days_after(today, settings.SUSPENSION_REVIEW_WORKING_DAYS, closed_days(today))


def _check(words: str, review_on: dt.date, latest: dt.date, now: dt.datetime) -> None:
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why.", "words")
    if not local_today(now) < review_on <= latest:
        raise TransitionNotAllowed(
            f"The review date must be after today and not after {latest:%-d %B %Y}.", "review_on"
        )


def hold(
    *,
    referral_id: uuid.UUID,
    review_on: dt.date,
    words: str,
    by,
    now: dt.datetime,
    version: int | None = None,
    heard: Heard | None = None,
) -> Referral:
    """Put a referral on hold until `review_on`, or set a new review date for one that is on hold.

    `heard` answers for the person's open signs of danger: a hold takes a referral out of the queue.
    Raises TransitionNotAllowed without words or for a date that is not within HOLD_REVIEW_DAYS,
    and PermissionDenied.
    """
    _check(words, review_on, latest_hold_review(now), now)
    check_may(by, "hold")
    with transaction.atomic():
        referral = locked(referral_id, version)
        hear_first(referral, heard, by=by, now=now)
        move(referral, "hold", by=by, now=now, words=words.strip(), review_on=review_on)
    return referral


def take_off_hold(
    *, referral_id: uuid.UUID, words: str, by, now: dt.datetime, version: int | None = None
) -> Referral:
    """Put a referral back to its status before the hold."""
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
    """Return the status that a referral on hold goes back to, from its history.

    After an answer during the hold, the referral can be decided.
    """
    before = referral.status_changes.filter(verb="hold").exclude(from_status=Status.ON_HOLD)
    last = before.order_by("-number").values_list("from_status", flat=True).first()
    if last == Status.INFORMATION_REQUESTED and newest_unanswered(referral) is None:
        return Status.AWAITING_TRIAGE
    return Status(last or Status.AWAITING_TRIAGE)


def suspend(
    *,
    referral_id: uuid.UUID,
    review_on: dt.date,
    reviewer: User,
    words: str,
    by,
    now: dt.datetime,
    follows_from: Trigger | None = None,
) -> Referral:
    """Suspend a participant from all sessions until `reviewer` decides.

    Taken again, it sets a new date or reviewer and sends nothing. Raises TransitionNotAllowed
    without words or for a date that is not within SUSPENSION_REVIEW_WORKING_DAYS, and
    PermissionDenied.
    """
    _check(words, review_on, latest_suspension_review(now), now)
    if not reviewer.has_role(*REVIEWS):
        raise TransitionNotAllowed(
            "A facilitator or a programme manager reviews a suspension.", "reviewer"
        )
    return take(
        "suspend",
        referral_id=referral_id,
        by=by,
        now=now,
        words=words.strip(),
        review_on=review_on,
        reviewer=reviewer,
        follows_from=follows_from,
    )


def resume(
    *,
    referral_id: uuid.UUID,
    words: str,
    by,
    now: dt.datetime,
    follows_from: Trigger | None = None,
) -> Referral:
    """Lift a suspension."""
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why.", "words")
    return take(
        "resume",
        referral_id=referral_id,
        by=by,
        now=now,
        words=words.strip(),
        follows_from=follows_from,
    )
