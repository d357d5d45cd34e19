"""Who works on the referral, and which other users are reading it now."""

from collections.abc import Iterable

from referrals.admin.queue.returning import page_url
from referrals.admin.referral.reading import Reading
from referrals.models import Assignment
from referrals.permissions import can_triage


def shown(reading: Reading) -> dict:
    """Return whether the reader has it or can take it, and the other users who are reading it."""
    referral, user = reading.referral, reading.user
    is_open = referral.ended_at is None
    return {
        "is_mine": referral.assigned_to_id == user.pk,
        "can_take": is_open and referral.assigned_to_id is None and can_triage(user),
        "can_hand_over": is_open,
        "take_url": page_url("take", referral.pk, reading.which),
        "hand_over_url": page_url("hand_over", referral.pk, reading.which),
        "others_looking": reading.others_looking,
    }


def assignment_rows(assignments: Iterable[Assignment]) -> list[dict]:
    """Return every change of who works on a referral, as rows of its history."""
    return [
        {
            "at": row.at,
            "done": row.get_how_display(),
            "reason": f"to {row.user}" if row.user and row.user != row.by else "",
            "words": row.words,
            "by": str(row.by),
        }
        for row in sorted(assignments, key=lambda row: -row.number)
    ]
