"""Name referrals in the audit by their references, which are for its readers, restricted ones apart.

Only a reader who may open a referral finds its page here.
"""

from django.urls import reverse

from referral_portal.accounts.admin.audit.naming import Named, Names, finds_rows, names_rows
from referral_portal.common.references import tidy_reference
from referrals.forms.bursts import read_ids
from referrals.permissions import can_read_referrals
from referrals.restricting import known_by_reference

KIND = "referrals.referral"


@names_rows(KIND)
def references(user, ids: set[str]) -> Names:
    """Return the references of those referrals that `user` may know, with their pages if any."""
    opens = can_read_referrals(user)
    found = known_by_reference(user).filter(pk__in=read_ids(ids))
    return {
        str(pk): Named(
            reference, reverse("admin:referrals_referral_change", args=[pk]) if opens else ""
        )
        for pk, reference in found.values_list("pk", "reference")
    }


@finds_rows
def by_reference(user, typed: str) -> tuple[str, str] | None:
    """Return the referral with a reference, if `user` may know it."""
    reference = tidy_reference(typed)
    if not reference:
        return None
    pk = known_by_reference(user).filter(reference=reference).values_list("pk", flat=True).first()
    return (KIND, str(pk)) if pk else None
