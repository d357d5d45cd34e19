"""The supervised undo: a manager takes back the last step of a referral, with a reason.

Only rows of the table can be taken that way, and nothing is erased: the correction is a further
line of the history. What that step had written and has not left the house is cancelled.
"""

import datetime as dt
import uuid

from django.db import transaction

from referral_portal.outbox.release import cancel_unsent
from referrals.enums import FINAL, WITH_PLACE, Status
from referrals.models import Referral, StatusChange
from referrals.transitions import TransitionNotAllowed, find
from referrals.workflow import locked, move

NOTHING = "There is no step here that can be taken back."


def last_step(referral: Referral) -> StatusChange | None:
    """Return the step that brought a referral to where it is."""
    return referral.status_changes.order_by("-number").first()


def where_back_to(referral: Referral) -> Status | None:
    """Return the status a correction would lead to, or None when the table allows none.

    A place that an ending has freed is not taken back: it may be somebody else's by now.
    """
    last = last_step(referral)
    if last is None or last.to_status != referral.status or not last.from_status:
        return None
    before = Status(last.from_status)
    if referral.status in FINAL and before in WITH_PLACE:
        before = Status.AWAITING_ALLOCATION
    if before == Status.ON_HOLD:
        before = Status.AWAITING_TRIAGE
    try:
        return find("correct", source=referral.status, target=before).target
    except TransitionNotAllowed:
        return None


def correct(
    *, referral_id: uuid.UUID, words: str, by, now: dt.datetime, version: int | None = None
) -> Referral:
    """Take back the last step of a referral.

    Messages of that step that have not left are cancelled. Raises TransitionNotAllowed, also
    without words.
    """
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words what was wrong.")
    with transaction.atomic():
        referral = locked(referral_id, version)
        wrong, target = last_step(referral), where_back_to(referral)
        if target is None:
            raise TransitionNotAllowed(NOTHING)
        if target == Status.AWAITING_TRIAGE:
            referral.programme = None
        move(
            referral,
            "correct",
            by=by,
            now=now,
            words=words.strip(),
            target=target,
            also=("programme",),
        )
        cancel_unsent(referral_id=referral.pk, written_at=wrong.at, by=by, now=now)
    return referral
