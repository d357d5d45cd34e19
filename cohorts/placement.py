"""Decide whether a participant may join a cohort, without changing anything.

Every reason has the same sentence and makes the same queries, so that a user cannot tell
which reason applies. The exceptions are a full cohort and the mix, because coordinators can see
both on the page of the cohort.
"""

import uuid

from django.conf import settings
from django.db.models import Count, Q

from cohorts.bookings import has_session_during
from cohorts.enums import CURRENT
from cohorts.keep_apart import is_kept_apart
from cohorts.models import Cohort, Enrolment
from referrals.enums import MANDATED, Status
from referrals.models import Referral, StatusChange

CANNOT_BE_PLACED = "This participant cannot have a place in this cohort. Choose another cohort."


def may_join(referral: Referral, cohort: Cohort) -> bool:
    """Return whether the place can be given, apart from a full cohort and the mix."""
    held = Enrolment.objects.active().filter(place__cohort=cohort)
    placed = set(held.values_list("referral_id", flat=True))
    together = cohort.sessions.live().filter(enrolment__isnull=True)
    answers = [
        referral.status == Status.AWAITING_ALLOCATION,
        referral.programme_id == cohort.programme_version.programme_id,
        cohort.status in CURRENT,
        not has_session_during(referral, list(together)),
        not is_kept_apart(referral, cohort, placed),
    ]
    return all(answers)


def mix_refusal(referral: Referral, cohort: Cohort) -> str:
    """Return why the mix does not allow this place, or an empty text.

    A group of the district programme is an equal mix: neither self-referred nor mandated
    participants have more than half of the places and MIX_TOLERANCE. The page of the cohort shows
    both numbers, so this reason has a sentence of its own.
    """
    counts = (
        Enrolment.objects.active()
        .filter(place__cohort=cohort)
        .aggregate(
            mandated=Count("pk", filter=Q(referral__attendance_basis__in=MANDATED)),
            of_all=Count("pk"),
        )
    )
    if not cohort.programme_version.equal_mix:
        return ""
    most = cohort.programme_version.capacity // 2 + settings.MIX_TOLERANCE
    if referral.attendance_basis in MANDATED:
        taken, kind = counts["mandated"], "mandated"
    else:
        taken, kind = counts["of_all"] - counts["mandated"], "self-referred"
    if taken < most:
        return ""
    return (
        f"This group is an equal mix. It can have at most {most} {kind} participants, and it has "
        f"{taken}. A programme manager can override this with a written reason."
    )


def overrides_in(cohort: Cohort) -> dict[uuid.UUID, StatusChange]:
    """Return, by enrolment, the status changes that overrode the mix, with their reasons."""
    held = Enrolment.objects.filter(place__cohort=cohort)
    steps = (
        StatusChange.objects.filter(verb="allocate", referral__in=held.values("referral"))
        .exclude(words="")
        .select_related("by")
    )
    given = {(step.referral_id, step.at): step for step in steps}
    return {
        pk: given[referral_id, started_at]
        for pk, referral_id, started_at in held.values_list("pk", "referral_id", "started_at")
        if (referral_id, started_at) in given
    }
