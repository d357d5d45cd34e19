"""Silence after a death: nothing is written to a participant once a referral ended with "Has died".

The silence is of the person: it covers every referral of the person, and of every person that safety
takes as the same human. It ends when the ending is undone, or when a coordinator answers that the two
are not one person. This module only reads.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet, UUIDField

from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referrals.enums import EndingCode
from referrals.identity import taken_as_one
from referrals.models import Referral


@dataclass(frozen=True)
class Death:
    """The referral that ended with "Has died", as seen from a referral that it silences."""

    referral_id: uuid.UUID
    reference: str
    is_same_form: bool
    is_same_person: bool
    is_restricted: bool = False

    @property
    def words(self) -> str:
        """What the desk reads on the other referral; an empty text on the one that ended."""
        if self.is_same_form:
            return ""
        if self.is_restricted:
            return "This participant has died. Nothing is sent to the participant."
        if self.is_same_person:
            return (
                f"Another form of this person, {self.reference}, ended with “Has died”. "
                "Nothing is sent to the participant."
            )
        return (
            f"{self.reference}, which may be another form of this person, ended with “Has died”. "
            "Nothing is sent to the participant until you decide whether these two are one person. "
            "It is not sent later either, so decide this first."
        )


def deaths(referrals: Collection[Referral]) -> dict[uuid.UUID, Death]:
    """Return, by referral, the death that silences it: its own, its person's or a possible match's.

    The participants must be loaded. Makes two queries, however many referrals are asked.
    """
    as_one = taken_as_one({row.participant.person_id for row in referrals})
    everyone = {person for persons in as_one.values() for person in persons}
    rows = _ENDED.read(persons=everyone) if everyone else []
    found = {}
    for referral in referrals:
        own = referral.participant.person_id
        near = [
            Death(pk, reference, pk == referral.pk, person == own, is_restricted)
            for pk, reference, person, is_restricted in rows
            if person in as_one[own]
        ]
        if near:
            found[referral.pk] = max(near, key=lambda one: (one.is_same_form, one.is_same_person))
    return found


def _ended() -> QuerySet:
    asked = OneOf("participant__person", GivenMany("persons", UUIDField()))
    ended = Referral.objects.filter(asked, ending_code=EndingCode.DIED)
    columns = ("pk", "reference", "participant__person_id", "is_restricted")
    return ended.order_by("ended_at", "pk").values_list(*columns)


_ENDED = KeptRows(_ended)


def own_death(referral: Referral) -> Death | None:
    """Return the death of a participant who has no other form, and may be no one else."""
    if referral.ending_code != EndingCode.DIED:
        return None
    return Death(referral.pk, referral.reference, True, True, referral.is_restricted)


def is_silent(referral: Referral) -> bool:
    """Return whether nothing may be written to the participant of `referral`."""
    return referral.pk in deaths([referral])


def silence_words(referral: Referral) -> str:
    """Return why nothing is written because of another form, or an empty text."""
    death = deaths([referral]).get(referral.pk)
    return death.words if death else ""


def silenced_by_another(referrals: Collection[Referral]) -> set[str]:
    """Return the references of those that the ending of another form silences."""
    found = deaths(referrals)
    return {
        row.reference for row in referrals if row.pk in found and not found[row.pk].is_same_form
    }


def silenced_together(referral: Referral) -> list[uuid.UUID]:
    """Return the referrals that a death of this participant silences, this one included."""
    own = referral.participant.person_id
    return list(
        Referral.objects.filter(participant__person__in=taken_as_one([own])[own])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
