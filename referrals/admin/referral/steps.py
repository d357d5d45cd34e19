"""What the reader can do now: the decisions, a call and a note to the link worker."""

from referrals.admin.queue.returning import page_url
from referrals.admin.referral.reading import Reading
from referrals.enums import WITH_PLACE


def shown(reading: Reading) -> dict:
    """Return a link for each thing that the reader can do."""
    referral = reading.referral
    return {
        "steps": [
            {
                "text": page.link_for(referral),
                "is_warning": page.is_warning,
                "url": page_url(page.slug, referral.pk, reading.which),
            }
            for page in reading.decisions
        ],
        "has_place": referral.status in WITH_PLACE,
        "contact_url": page_url("contact", referral.pk, reading.which),
        "complaint_url": page_url("complaint", referral.pk, reading.which),
        "note_url": page_url("note", referral.pk, reading.which),
    }
