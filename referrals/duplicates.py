"""Which referral of a person stays open, and which may be closed as its duplicate.

A duplicate is closed without a message to anyone: the person is dealt with under the referral that
stays open. That needs a coordinator's answer that both are of the same person.
"""

import uuid
from collections.abc import Collection

from django.db.models import F, Q

from referrals.enums import FINAL, PERHAPS_ONE, WITH_PLACE, EndingCode, MatchAnswer
from referrals.models import Participant, Person, PossibleMatch, Referral, StatusChange
from referrals.transitions import TransitionNotAllowed

CHOOSE = "Select an open referral of the same person."
DECIDE_FIRST = "Decide first whether {} and this referral are about one person."


def open_referrals_of_person(referral: Referral, by) -> list[Referral]:
    """Return the other open referrals of the person that `by` may see, the oldest first."""
    others = Referral.objects.open_to(by).filter(participant__person=referral.participant.person_id)
    others = others.exclude(pk=referral.pk).exclude(status__in=FINAL)
    return list(others.order_by("submitted_at", "pk"))


def undecided_about(
    referral: Referral, by, answers: Collection[MatchAnswer] = PERHAPS_ONE
) -> list[Referral]:
    """Return the open referrals that `by` may see and that may be of the same person.

    `answers` are those that leave it undecided. A referral that is set aside holds up no other.
    """
    own = referral.participant.person_id
    pairs = PossibleMatch.objects.filter(
        Q(first__person=own) | Q(second__person=own), answer__in=answers
    ).values_list("first__person_id", "second__person_id")
    persons = {person for pair in pairs for person in pair} - {own}
    others = Referral.objects.open_to(by).filter(participant__person__in=persons)
    others = others.in_work().exclude(status__in=FINAL)
    return list(others.order_by("submitted_at", "pk"))


def check_decided(referral: Referral, by) -> None:
    """Raise TransitionNotAllowed while nobody has looked at a match that matters for a decision.

    A match matters while its other referral is open: one person would be accepted twice. After “do
    not know yet” the decision may be taken, because placing is safe as for one person.
    """
    undecided = undecided_about(referral, by, {MatchAnswer.UNDECIDED})
    if undecided:
        raise TransitionNotAllowed(_decide_first(undecided))


def _decide_first(undecided: list[Referral]) -> str:
    return DECIDE_FIRST.format(", ".join(other.reference for other in undecided))


def lock_both(referral_id: uuid.UUID, duplicate_of: uuid.UUID | None) -> None:
    """Lock a referral and the one of which it is a duplicate, so that not both are closed at once.

    Locks their persons first, in the order of their keys: nobody parts them meanwhile. Without a
    `duplicate_of` the caller's own lock is enough.
    """
    if duplicate_of is None:
        return
    both = [referral_id, duplicate_of]
    own = Participant.objects.filter(referrals__in=both).values_list("person_id", flat=True)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=set(own)).order_by("pk"))
    list(Referral.objects.select_for_update(of=("self",)).filter(pk__in=both).order_by("pk"))


def checked(referral: Referral, code: str, duplicate_of: uuid.UUID | None, by) -> Referral | None:
    """Return the referral that stays open, or None where the ending names none.

    Raises TransitionNotAllowed where `referral` may not be closed in this way.
    """
    if code != EndingCode.DUPLICATE:
        if duplicate_of:
            raise TransitionNotAllowed("Only a duplicate names another referral.", "duplicate_of")
        return None
    others = open_referrals_of_person(referral, by)
    if referral.status in WITH_PLACE and (others or duplicate_of):
        named = " and ".join(other.reference for other in others)
        raise TransitionNotAllowed(
            f"This referral has the place. Close {named or 'the duplicate'} as its duplicate."
        )
    if duplicate_of is None:
        if undecided := undecided_about(referral, by):
            raise TransitionNotAllowed(_decide_first(undecided), "duplicate_of")
        return None
    kept_open = next((other for other in others if other.pk == duplicate_of), None)
    if kept_open is None:
        raise TransitionNotAllowed(CHOOSE, "duplicate_of")
    return kept_open


def first_parted(participants: Collection[int]) -> StatusChange | None:
    """Return a closing as a duplicate whose two referrals are of different persons now, if there is one.

    Looks at the closed referrals of `participants`. A closing that was undone does not matter.
    """
    closings = StatusChange.objects.filter(
        duplicate_of__isnull=False,
        referral__participant__in=participants,
        referral__ended_at=F("at"),
    ).exclude(referral__participant__person=F("duplicate_of__participant__person"))
    return closings.select_related("referral", "duplicate_of").order_by("pk").first()
