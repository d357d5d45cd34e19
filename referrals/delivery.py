"""The verbs that move a referral with its place in a cohort. `workflow` takes the steps.

Each follows from a verb of another app, which makes it happen and checks its own permissions
first: `follows_from` names what happened, and without it the step is refused. Each raises
TransitionNotAllowed or PermissionDenied.
"""

import datetime as dt
import uuid

from referrals.enums import EndingCode, Status, Trigger
from referrals.models import Referral
from referrals.transitions import TransitionNotAllowed
from referrals.workflow import take


def allocate(
    *,
    referral_id: uuid.UUID,
    by,
    now: dt.datetime,
    words: str = "",
    has_started: bool = False,
    follows_from: Trigger | None = None,
) -> Referral:
    """Record that the referral has a place.

    `words` say why the place was given against a rule that may be overridden. `has_started` means
    that the person attended sessions on an earlier place, so that the programme continues at once.
    """
    return take(
        "allocate",
        referral_id=referral_id,
        by=by,
        now=now,
        words=words,
        target=Status.ON_PROGRAMME if has_started else Status.SCHEDULED,
        follows_from=follows_from,
    )


def start(
    *, referral_id: uuid.UUID, by, now: dt.datetime, follows_from: Trigger | None = None
) -> Referral:
    """Record that the participant attended a first session."""
    return take("start", referral_id=referral_id, by=by, now=now, follows_from=follows_from)


def complete(
    *,
    referral_id: uuid.UUID,
    by,
    now: dt.datetime,
    words: str = "",
    follows_from: Trigger | None = None,
) -> Referral:
    """End a referral whose sessions are completed."""
    return take(
        "complete",
        referral_id=referral_id,
        by=by,
        now=now,
        code=EndingCode.COMPLETED_SESSIONS,
        words=words,
        follows_from=follows_from,
    )


def remove(
    *,
    referral_id: uuid.UUID,
    code: EndingCode,
    words: str,
    by,
    now: dt.datetime,
    follows_from: Trigger | None = None,
) -> Referral:
    """End a referral that had a place, by our decision."""
    if not words.strip():
        raise TransitionNotAllowed("Say in your own words why this ends.", "words")
    return take(
        "remove",
        referral_id=referral_id,
        by=by,
        now=now,
        code=code,
        words=words,
        follows_from=follows_from,
    )


def lose_cohort(
    *, referral_id: uuid.UUID, words: str, by, now: dt.datetime, follows_from: Trigger | None = None
) -> Referral:
    """Put a referral back on the waiting list because its cohort was cancelled."""
    return take(
        "lose_cohort",
        referral_id=referral_id,
        by=by,
        now=now,
        code=EndingCode.PROGRAMME_CANCELLED,
        words=words,
        follows_from=follows_from,
    )


def return_to_waiting_list(
    *, referral_id: uuid.UUID, words: str, by, now: dt.datetime, follows_from: Trigger | None = None
) -> Referral:
    """Put a referral back on the waiting list because its place was given up."""
    return take(
        "return_to_waiting_list",
        referral_id=referral_id,
        by=by,
        now=now,
        words=words,
        follows_from=follows_from,
    )
