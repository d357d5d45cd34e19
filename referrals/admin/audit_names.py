"""Name referrals in the audit, for readers who may open them and for nobody else."""

from django.urls import reverse

from referral_portal.accounts.admin.audit.naming import Named, Names, finds_rows, names_rows
from referral_portal.common.references import tidy_reference
from referrals.forms.bursts import read_ids
from referrals.models import Referral
from referrals.permissions import can_read_referrals

KIND = "referrals.referral"


@names_rows(KIND)
def references(user, ids: set[str]) -> Names:
    """Return the references of those referrals that `user` may open, with their pages."""
    if not can_read_referrals(user):
        return {}
    found = Referral.objects.visible_to(user).filter(pk__in=read_ids(ids))
    return {
        str(pk): Named(reference, reverse("admin:referrals_referral_change", args=[pk]))
        for pk, reference in found.values_list("pk", "reference")
    }


@finds_rows
def by_reference(user, typed: str) -> tuple[str, str] | None:
    """Return the referral with a reference, if `user` may open it."""
    reference = tidy_reference(typed)
    if not reference or not can_read_referrals(user):
        return None
    found = Referral.objects.visible_to(user).filter(reference=reference)
    pk = found.values_list("pk", flat=True).first()
    return (KIND, str(pk)) if pk else None
