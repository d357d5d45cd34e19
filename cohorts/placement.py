"""Which people may join which cohort. Reads only, decides nothing about anybody.

Every reason gives the same sentence, and every question is asked on every attempt, so that neither
the words nor the number of queries tell one reason from another. That a cohort is full, or that its
mix is, are the exceptions: the desk can see both on the cohort's page.
"""

import uuid

from django.conf import settings
from django.db.models import Count, Q

from cohorts.enums import CohortStatus, SessionStatus
from cohorts.keep_apart import is_kept_apart
from cohorts.models import Cohort, Enrolment, Session
from referrals.enums import MANDATED, Status
from referrals.models import Referral, StatusChange

CANNOT_BE_PLACED = "This person cannot be placed in this cohort. Choose another."


def may_join(referral: Referral, cohort: Cohort) -> bool:
    """Return whether nothing but a lack of room, or the mix, stands against this place."""
    held = Enrolment.objects.filter(place__cohort=cohort, ended_at__isnull=True)
    placed = set(held.values_list("referral_id", flat=True))
    answers = [
        referral.status == Status.AWAITING_ALLOCATION,
        referral.programme_id == cohort.programme_version.programme_id,
        cohort.status in {CohortStatus.PLANNED, CohortStatus.RUNNING},
        not _is_elsewhere(referral, cohort),
        not is_kept_apart(referral, cohort, placed),
    ]
    return all(answers)


def mix_refusal(referral: Referral, cohort: Cohort) -> str:
    """Return why the mix stands against this place, in a sentence for the desk; else nothing.

    The district programme is an equal mix of self-referred and mandated people: neither kind takes
    more than half of the places and MIX_TOLERANCE. The desk can count this on the cohort's page,
    so it is said before and apart from everything that is said in one sentence.
    """
    counts = Enrolment.objects.filter(place__cohort=cohort, ended_at__isnull=True).aggregate(
        mandated=Count("pk", filter=Q(referral__attendance_basis__in=MANDATED)), of_all=Count("pk")
    )
    if not cohort.programme_version.equal_mix:
        return ""
    most = cohort.programme_version.capacity // 2 + settings.MIX_TOLERANCE
    if referral.attendance_basis in MANDATED:
        alike, kind = counts["mandated"], "must attend"
    else:
        alike, kind = counts["of_all"] - counts["mandated"], "refer themselves"
    if alike < most:
        return ""
    return (
        f"The group is an equal mix: at most {most} people who {kind}, and there are {alike}. "
        "A programme manager can override this with a written reason."
    )


def overrides_in(cohort: Cohort) -> dict[uuid.UUID, StatusChange]:
    """Return, by enrolment, the step that gave a place beyond the mix, with its reason."""
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


def _is_elsewhere(referral: Referral, cohort: Cohort) -> bool:
    """Whether this person would have to be in two sessions at one time."""
    live = ~Q(status=SessionStatus.CANCELLED)
    held = list(
        Session.objects.filter(
            live,
            # A catch-up of somebody else in his group is no appointment of his.
            Q(enrolment__isnull=True)
            | Q(enrolment__referral__participant_id=referral.participant_id),
            cohort__places__enrolments__referral__participant_id=referral.participant_id,
            cohort__places__enrolments__ended_at__isnull=True,
        ).values_list("starts_at", "ends_at")
    )
    wanted = list(
        cohort.sessions.filter(live, enrolment__isnull=True).values_list("starts_at", "ends_at")
    )
    return any(
        start < other_end and end > other_start
        for start, end in wanted
        for other_start, other_end in held
    )
