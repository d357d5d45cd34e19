"""Several referrals of one person, and of persons who may be one."""

import datetime as dt

from referrals.enums import MatchAnswer
from referrals.models import Participant, PossibleMatch, Referral
from tests.factories.cohorts import PLANNED_AT, waiting_referral
from tests.factories.people import make_participant

BORN = dt.date(1988, 4, 5)


def form_of(name: str, **fields) -> Participant:
    """Make what one form said about a participant, with a person of its own unless one is named."""
    return make_participant(name=name, born_on=BORN, **fields)


def another_referral(of: Referral, *, name: str = "Second Form", **fields) -> Referral:
    """Make another referral of the same person, as after a coordinator answered "same person"."""
    fields = {"programme": of.programme, "district": of.district} | fields
    participant = form_of(name, person=of.participant.person)
    return waiting_referral(fields.pop("programme"), participant=participant, **fields)


def perhaps_the_same(
    one: Referral, other: Referral, answer: MatchAnswer = MatchAnswer.UNDECIDED
) -> PossibleMatch:
    """Note that two referrals may be of one person, with the answer of a coordinator so far."""
    first, second = sorted([one.participant, other.participant], key=lambda row: row.pk)
    return PossibleMatch.objects.create(
        first=first, second=second, score=80, answer=answer, found_at=PLANNED_AT
    )
