"""Who on a case must be told of what was decided, and who has been.

A person counts as told when a link worker reached them after the decision. A contact without a
person tells nobody.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from referral_portal.common.refusals import Refusal
from safeguarding.casework.joins import open_joins, same_people
from safeguarding.casework.sisters import visible_sisters
from safeguarding.enums import REACHED
from safeguarding.models import (
    ContactNote,
    NotTold,
    PersonAtRisk,
    PersonOnCase,
    VictimCase,
    Worker,
)


@dataclass(frozen=True)
class PersonTold:
    """One person on a case or on a sister case, and whether they know."""

    case_id: uuid.UUID
    person: PersonAtRisk
    must_be_told: bool
    untold_why: str
    told_at: dt.datetime | None
    reason: NotTold | None

    @property
    def is_settled(self) -> bool:
        """Whether no message has to wait for this person."""
        return not self.must_be_told or self.told_at is not None or self.reason is not None


@dataclass(frozen=True)
class WhoIsTold:
    """Everyone on a case, by name."""

    people: list[PersonTold]

    @property
    def waiting(self) -> list[PersonTold]:
        """The people who must still be told."""
        return [one for one in self.people if not one.is_settled]

    def check_told(self) -> None:
        """Raise Refusal while a person must still be told, and when no person is on the case."""
        if not self.people:
            raise Refusal(
                "Record the contact first: add the person at risk to this case, and say who you told."
            )
        if self.waiting:
            raise Refusal(
                "Record the contact first, or the reason why they were not told. Not told yet: "
                f"{_names(self.waiting)}."
            )

    def check_nobody(self) -> None:
        """Raise Refusal when a person on the case must be told."""
        told = [one for one in self.people if one.must_be_told]
        if told:
            raise Refusal(f"These people must be told: {_names(told)}.")


def _names(people: list[PersonTold]) -> str:
    return ", ".join(one.person.legal_name for one in people)


def who_is_told(case: VictimCase, since: dt.datetime, worker: Worker) -> WhoIsTold:
    """Return the people on `case` and its sister cases, and whether each was told since `since`.

    Sister cases are about the same participant; of them, those that `worker` may open. Takes a fixed
    number of queries.
    """
    cases = [case, *visible_sisters(case, worker)]
    links = list(PersonOnCase.objects.filter(case__in=cases).select_related("person"))
    same = same_people([link.person_id for link in links], open_joins())
    told = told_since([one.pk for one in cases], since)
    reasons = {
        row.person_id: row
        for row in NotTold.objects.filter(case__in=cases, at__gte=since).order_by("at", "pk")
    }
    found: dict[frozenset[uuid.UUID], PersonTold] = {}
    # The last of several rows for one person stands: one that must be told, and one on this case.
    order = {link.pk: (link.must_be_told, link.case_id == case.pk, link.pk) for link in links}
    for link in sorted(links, key=lambda one: order[one.pk]):
        group = same[link.person_id]
        found[group] = PersonTold(
            case_id=link.case_id,
            person=link.person,
            must_be_told=link.must_be_told,
            untold_why=link.untold_why,
            told_at=max((told[one] for one in group if one in told), default=None),
            reason=next((reasons[one] for one in group if one in reasons), None),
        )
    return WhoIsTold(sorted(found.values(), key=lambda one: one.person.legal_name))


def told_since(case_ids: list[uuid.UUID], since: dt.datetime) -> dict[uuid.UUID, dt.datetime]:
    """Return when a person was last reached on one of these cases, for those reached since `since`.

    A contact's time is in whole minutes, so the seconds of `since` do not count.
    """
    minute = since.replace(second=0, microsecond=0)
    notes = ContactNote.objects.filter(case__in=case_ids, result__in=REACHED, at__gte=minute)
    pairs = notes.order_by("at").values_list("person_id", "said_later__person_id", "at")
    return {said or later: at for said, later, at in pairs if said or later}
