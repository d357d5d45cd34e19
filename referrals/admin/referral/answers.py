"""The answers of the form, page by page, as they were sent."""

from referrals.admin.answers import answer_pages
from referrals.admin.referral.reading import Reading


def shown(reading: Reading) -> dict:
    """Return the pages of the form with their questions and answers."""
    return {"pages": answer_pages(reading.referral)}
