"""Which people may join which cohort. Reads only, decides nothing about anybody.

Every reason gives the same sentence, and every question is asked on every attempt, so that neither
the words nor the number of queries tell one reason from another. That a cohort is full is the one
exception: everybody can see it on the cohort's page.
"""

from django.db.models import Q

from cohorts.enums import CohortStatus, SessionStatus
from cohorts.models import Cohort, Enrolment, Session
from referrals.enums import MANDATED, Status
from referrals.models import KeepApart, Referral

CANNOT_BE_PLACED = "This person cannot be placed in this cohort. Choose another."


def may_join(referral: Referral, cohort: Cohort) -> bool:
    """Return whether nothing but a lack of room stands against this place."""
    placed = list(
        Enrolment.objects.filter(place__cohort=cohort, ended_at__isnull=True).values_list(
            "referral_id", "referral__attendance_basis"
        )
    )
    answers = [
        referral.status == Status.AWAITING_ALLOCATION,
        referral.programme_id == cohort.programme_version.programme_id,
        cohort.status in {CohortStatus.PLANNED, CohortStatus.RUNNING},
        _keeps_the_mix(referral, cohort, [basis for _, basis in placed]),
        not _is_elsewhere(referral, cohort),
        not _is_kept_apart(referral, cohort, {other for other, _ in placed}),
    ]
    return all(answers)


def _keeps_the_mix(referral: Referral, cohort: Cohort, bases: list[str]) -> bool:
    """The district programme is an equal mix of self-referred and mandated people."""
    if not cohort.programme_version.equal_mix:
        return True
    mandated = referral.attendance_basis in MANDATED
    alike = sum((basis in MANDATED) == mandated for basis in bases)
    return alike < cohort.programme_version.capacity // 2


def _is_elsewhere(referral: Referral, cohort: Cohort) -> bool:
    """Whether this person would have to be in two sessions at one time."""
    live = ~Q(status=SessionStatus.CANCELLED)
    held = list(
        Session.objects.filter(
            live,
            cohort__places__enrolments__referral__participant_id=referral.participant_id,
            cohort__places__enrolments__ended_at__isnull=True,
        ).values_list("starts_at", "ends_at")
    )
    wanted = list(cohort.sessions.filter(live).values_list("starts_at", "ends_at"))
    return any(
        start < other_end and end > other_start
        for start, end in wanted
        for other_start, other_end in held
    )


def _is_kept_apart(referral: Referral, cohort: Cohort, placed: set) -> bool:
    """Whether a rule from outside speaks against it.

    Of rules alike the newest counts. A rule about him and one about the other are not alike: each
    was made for somebody else, and ending one leaves the other.
    """
    rows = KeepApart.objects.filter(
        Q(referral_id=referral.pk) | Q(other_referral_id=referral.pk)
    ).order_by("sequence")
    newest: dict[tuple, KeepApart] = {}
    for row in rows:
        pair = (row.referral_id, row.other_referral_id)
        newest[pair, row.cohort_id, row.venue_id] = row
    return any(
        not row.ends
        and (
            not placed.isdisjoint(pair)
            or cohort_id == cohort.pk
            or (venue_id is not None and venue_id == cohort.venue_id)
        )
        for (pair, cohort_id, venue_id), row in newest.items()
    )
