"""The calls to the person, on this form and on their other forms."""

from referrals.admin.contact_rows import log_rows
from referrals.admin.referral.reading import Reading
from referrals.contacts import contacts_of

MOST_CONTACTS = 50


def shown(reading: Reading) -> dict:
    """Return the newest calls about every form of the person."""
    own = reading.referral.pk
    found = contacts_of([own, *(one.pk for one in reading.of_person)])
    return {"log": log_rows(found[:MOST_CONTACTS], own=own)}
