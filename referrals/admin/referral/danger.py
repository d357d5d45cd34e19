"""The signs of danger on the form, with the answers that show them."""

from referrals.admin.contact_rows import closed_rows
from referrals.admin.danger import as_said, danger_rows, who_said
from referrals.admin.referral.reading import Reading


def shown(reading: Reading) -> dict:
    """Return the signs, who reported them, and the answers as they were sent."""
    closed = closed_rows(reading.known.closed, reading.referral.pk)
    return {
        "danger": danger_rows(reading.signs, closed),
        "who_said": who_said(reading.signs),
        "as_said": as_said(reading.referral, reading.signs),
    }
