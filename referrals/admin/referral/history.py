"""What has happened to the referral: its status changes, who had it, and when it was set aside."""

import uuid
from collections.abc import Mapping

from referrals.admin.referral.assigned import assignment_rows
from referrals.admin.referral.reading import Reading
from referrals.models import StatusChange
from referrals.same_person import stayed_open
from referrals.transitions import history_words

EMPTY = dict.fromkeys(("to", "reason", "words", "risk_holder", "risk_review_on", "by"), "")


def shown(reading: Reading) -> dict:
    """Return the history, newest first."""
    return {"history": history(reading)}


def history(reading: Reading) -> list[dict]:
    """Return the status changes of a referral, who had it, and when it was set aside, newest first."""
    closed_for = {one.duplicate_of_id for one in reading.changes} - {None}
    duplicates = stayed_open(closed_for, reading.user)
    rows = [
        {
            "at": change.at,
            "done": history_words(change.verb),
            "to": change.get_to_status_display(),
            "reason": reason_words(change, duplicates),
            "words": change.words,
            "risk_holder": change.risk_holder,
            "risk_review_on": change.risk_review_on,
            "by": str(change.by) if change.by else "",
        }
        for change in reading.changes
    ]
    rows += [
        {
            "at": change.at,
            "done": "Set aside" if change.is_set_aside else "Brought back",
            "words": change.reason,
            "by": str(change.by),
        }
        for change in sorted(reading.rows["set_aside_changes"], key=lambda one: -one.pk)
    ]
    rows += assignment_rows(reading.rows["assignments"])
    return [EMPTY | row for row in sorted(rows, key=lambda row: row["at"], reverse=True)]


def reason_words(change: StatusChange, duplicates: Mapping[uuid.UUID, str]) -> str:
    """Return the coded reason; a duplicate names the referral that stayed open, if it is known."""
    if reference := duplicates.get(change.duplicate_of_id):
        return f"duplicate of {reference}"
    return change.get_code_display() if change.code else ""
