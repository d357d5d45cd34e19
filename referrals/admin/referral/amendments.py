"""The amendments of the form: each answer before and after, and the redactions that are asked for."""

from referrals.admin.answers import amendments_of
from referrals.admin.queue.returning import page_url
from referrals.admin.referral.reading import Reading
from referrals.permissions import can_redact


def shown(reading: Reading) -> dict:
    """Return the amendments, newest first, and every redaction with a link for who may decide it."""
    referral, which = reading.referral, reading.which
    redactions = sorted(reading.rows["redactions"], key=lambda one: -one.pk)
    decides = can_redact(reading.user)
    return {
        "amended": amendments_of(referral)[::-1],
        "redactions": [
            {
                "row": one,
                "url": page_url("redaction", referral.pk, which, one.pk)
                if decides and one.decided_at is None and one.asked_by_id != reading.user.pk
                else "",
            }
            for one in redactions
        ],
        "amend_url": page_url("amendments", referral.pk, which),
    }
