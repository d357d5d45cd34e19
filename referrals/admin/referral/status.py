"""The head of a referral: who it is about, its status, and until when to decide."""

from referral_portal.common.dates import local_today
from referrals.admin.queue.returning import page_url
from referrals.admin.queue.rows import FINAL_COLOUR, STATUS_COLOURS
from referrals.admin.referral.reading import Reading
from referrals.clocks import due_words
from referrals.enums import Status
from referrals.models import EligibilityCheck, Referral, SetAsideChange
from referrals.same_person import ending_words


def shown(reading: Reading) -> dict:
    """Return the status with its colour, the dates, and how the referral ended."""
    referral = reading.referral
    return {
        "colour": STATUS_COLOURS.get(referral.status, FINAL_COLOUR),
        "waits": reading.waits,
        "due": due_words(reading.due_at, month="%B"),
        "is_paused": referral.status == Status.INFORMATION_REQUESTED,
        "is_overdue": reading.is_overdue,
        "is_review_over": bool(referral.review_on) and referral.review_on < reading.today,
        "is_today": reading.waits and local_today(reading.due_at) == reading.today,
        "accepted_for": accepted_for(referral, reading.check),
        "ending": ending_words(referral, reading.before.duplicate_of),
        "set_aside": set_aside_row(reading),
        "named_url": page_url("named", referral.pk, reading.which),
    }


def accepted_for(referral: Referral, check: EligibilityCheck | None) -> str:
    """Return the name of the programme it was accepted for, as it was called when checked."""
    if referral.programme is None:
        return ""
    code = referral.programme.code
    names = {item["code"]: item.get("name") for item in check.programmes} if check else {}
    return names.get(code) or str(referral.programme)


def set_aside_row(reading: Reading) -> SetAsideChange | None:
    """Return the change that set a referral aside, or None for one that is not set aside."""
    if reading.referral.set_aside_at is None:
        return None
    return max(reading.rows["set_aside_changes"], key=lambda one: one.pk, default=None)
