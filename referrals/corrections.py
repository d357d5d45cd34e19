"""The two ways back from a decision: the undo, and the overturn that follows a review.

A manager undoes any decision, and a coordinator their own until it is released. The table says from
where to where. Nothing is erased: each is another row of the history. Messages of the earlier step that
have not been sent are cancelled.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from programmes.clocks import clocks_for
from programmes.models import Programme
from referral_portal.common.dates import local_today
from referral_portal.outbox.release import cancel_unsent
from referrals.clocks import decision_moment
from referrals.contacts import hear_first
from referrals.danger_signs import Level
from referrals.enums import FINAL, WITH_PLACE, Status, Trigger
from referrals.models import Referral
from referrals.programme_fit import check_acceptable
from referrals.restricting import check_may_see
from referrals.review_rules import has_open_review
from referrals.steps_taken import newest_step
from referrals.transitions import TransitionNotAllowed, find
from referrals.undo_rules import Sent, why_not_undo
from referrals.workflow import check_may, locked, move

NOTHING = "There is no decision here that can be undone."
UNDER_REVIEW = "A review of this decision is open. Its reviewer says whether the decision stays."


def where_back_to(
    referral: Referral, verb: str = "correct", follows_from: Trigger | None = None
) -> Status | None:
    """Return the status that `verb` leads back to, or None when the table allows none.

    A place that an ending has freed is not given back: another participant may have it by now.
    """
    last = newest_step(referral)
    if last is None or last.to_status != referral.status or not last.from_status:
        return None
    before = Status(last.from_status)
    if referral.status in FINAL and before in WITH_PLACE:
        before = Status.AWAITING_ALLOCATION
    decides_anew = verb == "overturn" and before == Status.INFORMATION_REQUESTED
    if before == Status.ON_HOLD or decides_anew:
        before = Status.AWAITING_TRIAGE
    try:
        way = find(verb, source=referral.status, target=before, follows_from=follows_from)
        return way.target
    except TransitionNotAllowed:
        return None


def can_undo(referral: Referral, user, sent: Sent | None = None) -> bool:
    """Return whether `user` may undo the last decision now, where there is one to undo.

    `sent` is what a page has read of the messages.
    """
    last = newest_step(referral)
    return last is not None and not why_not_undo(last, by=user, now=timezone.now(), sent=sent)


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
        wrong, target = newest_step(referral), where_back_to(referral)
        if target is None:
            raise TransitionNotAllowed(NOTHING)
        if has_open_review(wrong):
            raise TransitionNotAllowed(UNDER_REVIEW)
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


def overturn(
    *,
    referral_id: uuid.UUID,
    words: str,
    by,
    now: dt.datetime,
    programme: Programme | None = None,
    reason: str = "",
    version: int | None = None,
    follows_from: Trigger | None = None,
) -> Referral:
    """Take back the decision that ended a referral because its review says so.

    The referral goes back to where it was decided, with a new date for the decision, or is accepted
    for `programme`, which needs a `reason` as in `accept`. Raises TransitionNotAllowed and
    PermissionDenied.
    """
    check_may(by, "overturn", follows_from=follows_from)
    with transaction.atomic():
        referral = locked(referral_id, version)
        check_may_see(referral, by)
        wrong = newest_step(referral)
        target = where_back_to(referral, "overturn", follows_from)
        if target is None:
            raise TransitionNotAllowed(NOTHING)
        if programme:
            check_acceptable(referral, programme, reason, by=by)
            hear_first(referral, None, by=by, now=now)
            target, referral.programme = Status.AWAITING_ALLOCATION, programme
        elif target == Status.AWAITING_TRIAGE:
            referral.programme = None
        if target == Status.AWAITING_TRIAGE:
            clocks = clocks_for(referral.pathway, local_today(now))
            referral.due_at = decision_moment(Level(referral.danger_level), now, clocks)
            referral.due_on = local_today(referral.due_at)
        # First: what is written now has the moment of this step, not that of the earlier one.
        cancel_unsent(referral_id=referral.pk, written_at=wrong.at, by=by, now=now)
        move(
            referral,
            "overturn",
            by=by,
            now=now,
            words="\n".join(filter(None, (words.strip(), reason.strip()))),
            target=target,
            follows_from=follows_from,
            also=("programme",),
        )
    return referral
