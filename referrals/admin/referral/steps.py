"""What the reader can do now: the decisions, a call and a note to the link worker."""

from django.urls import reverse

from referrals.admin.decision_pages import possible_decisions
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
                "url": reverse(f"admin:referrals_referral_{page.slug}", args=[referral.pk]),
            }
            for page in possible_decisions(referral, reading.user)
        ],
        "has_place": referral.status in WITH_PLACE,
        "contact_url": reverse("admin:referrals_referral_contact", args=[referral.pk]),
        "note_url": reverse("admin:referrals_referral_note", args=[referral.pk]),
    }
