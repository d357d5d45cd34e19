"""What has happened to the referral: its status changes, who had it, and when it was set aside."""

from referrals.admin.referral.assigned import assignment_rows
from referrals.admin.referral.reading import Reading
from referrals.models import Referral, StatusChange
from referrals.transitions import history_words


def shown(reading: Reading) -> dict:
    """Return the history, newest first."""
    return {"history": history(reading)}


def history(reading: Reading) -> list[dict]:
    """Return the status changes of a referral, who had it, and when it was set aside, newest first."""
    rows = [
        {
            "at": change.at,
            "done": history_words(change.verb),
            "to": change.get_to_status_display(),
            "reason": reason_words(change, reading.user),
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
        for change in reading.referral.set_aside_changes.select_related("by").order_by("-pk")
    ]
    rows += assignment_rows(reading.referral)
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def reason_words(change: StatusChange, user) -> str:
    """Return the coded reason; a duplicate names the referral that stayed open, if `user` sees it."""
    other = Referral.objects.visible_to(user).filter(pk=change.duplicate_of_id)
    if change.duplicate_of and (not change.duplicate_of.is_restricted or other.exists()):
        return f"duplicate of {change.duplicate_of.reference}"
    return change.get_code_display() if change.code else ""
