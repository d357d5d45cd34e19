"""How far a referral has come: received, decided, placed, started, ended, each with its day."""

import datetime as dt
from collections.abc import Iterable

from referrals.admin.referral.reading import Reading
from referrals.enums import FINAL, Status
from referrals.models import StatusChange

RECEIVED, DECIDED, PLACED, STARTED, ENDED = range(5)
LABELS = ("Received", "Decided", "Placed", "Started", "Ended")
# How far a referral has come in each status; a suspension leaves it where it was.
REACHED = {
    Status.AWAITING_TRIAGE: RECEIVED,
    Status.INFORMATION_REQUESTED: RECEIVED,
    Status.ON_HOLD: RECEIVED,
    Status.AWAITING_ALLOCATION: DECIDED,
    Status.SCHEDULED: PLACED,
    Status.ON_PROGRAMME: STARTED,
}


def shown(reading: Reading) -> dict:
    """Return the stages of the referral; the one that it has reached names its status."""
    referral = reading.referral
    is_over = referral.status in FINAL
    days = reached_at(referral.submitted_at, reading.changes[::-1])
    newest = max(days)
    return {
        "journey": [
            {
                "label": label,
                "at": days.get(stage),
                "is_now": stage == newest,
                "words": referral.get_status_display() if stage == newest else "",
            }
            for stage, label in enumerate(LABELS)
            # What was skipped is left out once it can no longer happen.
            if stage in days or not is_over
        ]
    }


def reached_at(received: dt.datetime, changes: Iterable[StatusChange]) -> dict[int, dt.datetime]:
    """Return when each stage was reached; `changes` are in order, the oldest first.

    A step back, such as the undo of a decision, clears the stages after the one it leads to.
    """
    found = {RECEIVED: received}
    for change in changes:
        if change.to_status in FINAL:
            if change.to_status == Status.DECLINED:
                found.setdefault(DECIDED, change.at)
            found[ENDED] = change.at
            continue
        found.pop(ENDED, None)
        stage = REACHED.get(change.to_status)
        if stage is None:
            continue
        found = {one: at for one, at in found.items() if one <= stage}
        found.setdefault(stage, change.at)
    return found
