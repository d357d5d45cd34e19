"""Decide whether a participant may join a cohort, without changing anything.

Every reason has the same sentence and makes the same queries, so that a user cannot tell
which reason applies. The exceptions are a full cohort, the mix, and a place that the person or a
possible match already has, because coordinators can see all of them on other pages.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet, UUIDField

from cohorts.enums import CURRENT, CohortStatus
from cohorts.keep_apart import is_kept_apart
from cohorts.models import Cohort, Enrolment
from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.together import Together
from referrals.enums import MANDATED, PERHAPS_ONE, Status
from referrals.identity import taken_as_one
from referrals.models import PossibleMatch, Referral, StatusChange

CANNOT_BE_PLACED = "This participant cannot have a place in this cohort. Choose another cohort."
# What a page says about a place that is held.
HELD = (
    "person", "place__number", "place__cohort__name", "referral__reference",
    "referral__is_restricted",
)  # fmt: skip
HAS_A_PLACE = "This person already has a place."


@dataclass(frozen=True)
class HeldPlace:
    """The place of a person that safety takes as one with a participant who waits for a place."""

    enrolment: Enrolment
    is_own: bool

    @property
    def is_hidden(self) -> bool:
        """Whether the place may not be named: that of a restricted referral."""
        return self.enrolment.referral.is_restricted

    @property
    def refusal(self) -> str:
        """Why the participant can have no place while this place is held.

        A place of a restricted referral is not named.
        """
        if self.is_hidden:
            return CANNOT_BE_PLACED
        cohort = self.enrolment.place.cohort.name
        if self.is_own:
            return f"This person already has a place in {cohort}."
        return (
            f"{self.enrolment.referral.reference} has a place in {cohort} and may be the same "
            "person. Decide first whether these two are one person."
        )


def held_places(referrals: Sequence[Referral], *, own: bool = True) -> dict[uuid.UUID, HeldPlace]:
    """Return, by referral, the place that the person holds, otherwise one of a possible match.

    Without `own`, return only places of possible matches. Makes two queries, however many referrals
    are asked.
    """
    as_one = taken_as_one({row.participant.person_id for row in referrals})
    everyone = {person for persons in as_one.values() for person in persons}
    active = _HELD.read(persons=everyone)["held"] if everyone else []
    held = {row.person_id: row for row in active}
    found = {}
    for referral in referrals:
        mine = referral.participant.person_id
        for person in sorted(as_one[mine], key=lambda person: (person != mine, person)):
            if person in held and (own or person != mine):
                found[referral.pk] = HeldPlace(held[person], is_own=person == mine)
                break
    return found


def _held() -> dict[str, QuerySet]:
    asked = OneOf("person", GivenMany("persons", UUIDField()))
    active = Enrolment.objects.active().filter(asked).select_related("place__cohort", "referral")
    return {"held": active.only(*HELD)}


_HELD = Together(_held)


def undecided_match(referral: Referral, held: HeldPlace) -> PossibleMatch | None:
    """Return the match to decide before `referral` can have a place; None for the person's own."""
    one, other = referral.participant.person_id, held.enrolment.person_id
    between = Q(first__person=one, second__person=other) | Q(
        first__person=other, second__person=one
    )
    matches = PossibleMatch.objects.filter(between, answer__in=PERHAPS_ONE)
    return None if held.is_own else matches.order_by("pk").first()


def person_refusal(referral: Referral) -> str:
    """Return why the place of a person taken as one with this one is in the way, or an empty text."""
    held = held_places([referral]).get(referral.pk)
    return held.refusal if held else ""


def unnamed_refusal(referral: Referral, cohort: Cohort, today: dt.date) -> str:
    """Return why the facilitators must be named on a restricted referral first, or an empty text.

    Those who are not named would not see the participant on the register.
    """
    if not referral.is_restricted:
        return ""
    staff = cohort.staffing.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    unnamed = staff.exclude(user__in=referral.named_users.values("user")).select_related("user")
    names = ", ".join(str(row.user) for row in unnamed.order_by("pk"))
    if not names:
        return ""
    return (
        "This form is restricted, and these facilitators could not see the participant on the "
        f"register: {names}. A manager names them on the form first."
    )


def may_join(referral: Referral, cohort: Cohort) -> bool:
    """Return whether the place can be given, apart from the reasons that a coordinator may read.

    A finished cohort takes back only a referral that had a place in it, for an ending that is undone.
    """
    had_a_place = Enrolment.objects.filter(referral=referral, place__cohort=cohort).exists()
    answers = [
        referral.status == Status.AWAITING_ALLOCATION,
        referral.programme_id == cohort.programme_version.programme_id,
        cohort.status in CURRENT or (cohort.status == CohortStatus.FINISHED and had_a_place),
        not is_kept_apart(referral, cohort),
    ]
    return all(answers)


def is_open_to_places(cohort: Cohort, enrolments: Sequence[Enrolment]) -> bool:
    """Return whether a place can be given in `cohort`; `enrolments` are all that it ever had.

    A finished cohort is open while one of them is on the waiting list again.
    """
    waiting = any(row.referral.status == Status.AWAITING_ALLOCATION for row in enrolments)
    return cohort.status in CURRENT or (cohort.status == CohortStatus.FINISHED and waiting)


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
    most = most_of_each(cohort)
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


def most_of_each(cohort: Cohort) -> int:
    """Return how many mandated, and how many self-referred, participants an equal mix can have."""
    return cohort.programme_version.capacity // 2 + settings.MIX_TOLERANCE


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
