"""The calls to the person, on this form and on their other forms."""

from referrals.admin.contact_rows import log_rows
from referrals.admin.referral.reading import Reading


def shown(reading: Reading) -> dict:
    """Return the newest calls about every form of the person."""
    return {"log": log_rows(reading.contacts, own=reading.referral.pk)}
