"""The undo of the last decision about a referral, with a reason.

A manager undoes any, and a coordinator their own until it is released. The table says which steps can
be undone. Nothing is erased: the correction is another row of the
history. Messages of the undone step that have not been sent are cancelled.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from referral_portal.outbox.release import cancel_unsent
from referrals.enums import FINAL, WITH_PLACE, Status
from referrals.models import Referral, StatusChange
from referrals.transitions import TransitionNotAllowed, find
from referrals.undo_rules import why_not_undo
from referrals.workflow import check_may, locked, move

NOTHING = "There is no decision here that can be undone."


def last_step(referral: Referral) -> StatusChange | None:
    """Return the newest step of a referral."""
    return referral.status_changes.order_by("-number").first()


def where_back_to(referral: Referral) -> Status | None:
    """Return the status that an undo leads to, or None when the table allows none.

    A place that an ending has freed is not given back: another participant may have it by now.
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


def can_undo(referral: Referral, user) -> bool:
    """Return whether `user` may undo the last decision now, where there is one to undo."""
    last = last_step(referral)
    return last is not None and not why_not_undo(last, by=user, now=timezone.now())


def correct(
    *, referral_id: uuid.UUID, words: str, by, now: dt.datetime, version: int | None = None
) -> Referral:
    """Undo the last decision about a referral, and cancel its messages that have not been sent.

    Raises TransitionNotAllowed where nothing can be undone or without words, and PermissionDenied.
    """
    check_may(by, "correct")
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words what was wrong.", "words")
    with transaction.atomic():
        referral = locked(referral_id, version)
        wrong, target = last_step(referral), where_back_to(referral)
        if target is None:
            raise TransitionNotAllowed(NOTHING)
        if why := why_not_undo(wrong, by=by, now=now, lock=True):
            raise TransitionNotAllowed(why)
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
