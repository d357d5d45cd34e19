"""Let the cases of a participant follow answers that the portal amended.

The danger is worked out again, and the case is filed under the new name and contact details. Contact
details that were recorded as safe, and are the participant's own now, are then marked as not safe.
Cases of the same person follow too: what one form gives counts for all.
"""

from referrals.models import Amendment, Referral
from safeguarding.models import VictimCase
from safeguarding.transactions import seeing_all


def follow(amendments: list[Amendment]) -> None:
    """Let the background work read the cases of these referrals again; it can be repeated."""
    if not amendments:
        return
    changed = Referral.objects.filter(pk__in={one.referral_id for one in amendments})
    people = changed.values("participant__person")
    forms = list(
        Referral.objects.filter(participant__person__in=people).values_list("pk", flat=True)
    )
    with seeing_all():
        VictimCase.objects.filter(referral_id__in=forms).update(indexed_key="", danger_version=0)
