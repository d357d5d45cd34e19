"""What the answers say about the criteria and the programmes, with the reasons."""

from referrals.admin.eligibility import criteria_rows, programme_rows
from referrals.admin.referral.reading import Reading


def shown(reading: Reading) -> dict:
    """Return the newest check with its criteria and programmes."""
    check = reading.check
    return {
        "check": check,
        "criteria": criteria_rows(check) if check else [],
        "programmes": programme_rows(check) if check else [],
    }
