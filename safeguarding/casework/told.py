"""Who on a case must be told of what was decided, who has been, and how often we tried.

A person counts as told when a link worker spoke with them after the decision, on contact details
that were safe at that moment. A contact without a person tells nobody.
"""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field

from referral_portal.common.normal_forms import name_form
from referral_portal.common.refusals import Refusal
from safeguarding.casework.joins import open_joins, same_people
from safeguarding.casework.sealed_answers import people_named
from safeguarding.casework.sisters import visible_sisters
from safeguarding.enums import FOR_LINK_WORKERS, NOT_REACHED, TAKING
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
    ids: frozenset[uuid.UUID] = frozenset()
    tries: int = 0
    next_try_on: dt.date | None = None

    @property
    def is_settled(self) -> bool:
        """Whether no message has to wait for this person."""
        return not self.must_be_told or self.told_at is not None or self.reason is not None


@dataclass(frozen=True)
class WhoIsTold:
    """Everyone on a case, by name, and the names on its form that are nobody on the case yet."""

    people: list[PersonTold]
    not_added: list[str] = field(default_factory=list)

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
        # A child who is not told must not stand for the woman whom the form names.
        if self.not_added and not any(one.told_at or one.reason for one in self.people):
            raise Refusal(
                f"Nobody has been told, and the form names {', '.join(self.not_added)}. "
                "Add each person whom the form names to this case first."
            )

    def check_nobody(self) -> None:
        """Raise Refusal when a person on the case must be told."""
        told = [one for one in self.people if one.must_be_told]
        if told:
            raise Refusal(f"These people must be told: {_names(told)}.")


def _names(people: list[PersonTold]) -> str:
    return ", ".join(one.person.legal_name for one in people)


def told_of(case: VictimCase):
    """Return the waiting alerts of `case` of which people at risk are told, by contact or release."""
    return case.alerts.waiting().exclude(kind__in=TAKING | FOR_LINK_WORKERS)


def who_is_told(case: VictimCase, since: dt.datetime, worker: Worker) -> WhoIsTold:
    """Return the people on `case` and its sister cases, and whether each was told since `since`.

    Sister cases are about the same participant; of them, those that `worker` may open. Takes a fixed
    number of queries.
    """
    cases = [case, *visible_sisters(case, worker)]
    links = list(PersonOnCase.objects.filter(case__in=cases).select_related("person"))
    same = same_people([link.person_id for link in links], open_joins())
    contacts = Contacts.since([one.pk for one in cases], since)
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
            told_at=max(
                (contacts.told[one] for one in group if one in contacts.told), default=None
            ),
            reason=next((reasons[one] for one in group if one in reasons), None),
            ids=group,
            tries=sum(contacts.tries[one] for one in group),
            next_try_on=max(
                (contacts.next_try[one] for one in group if one in contacts.next_try), default=None
            ),
        )
    here = {
        name_form(name)
        for link in links
        for name in (link.person.legal_name, *link.person.aliases.splitlines())
    }
    named = [one.name for one in people_named(case.contents) if not one.is_text]
    return WhoIsTold(
        sorted(found.values(), key=lambda one: one.person.legal_name),
        [name for name in named if name_form(name) not in here],
    )


@dataclass(frozen=True)
class Contacts:
    """The contacts since a decision, by person."""

    told: dict[uuid.UUID, dt.datetime]
    tries: Counter[uuid.UUID]
    next_try: dict[uuid.UUID, dt.date]

    @classmethod
    def since(cls, case_ids: list[uuid.UUID], since: dt.datetime) -> "Contacts":
        """Return the contacts on these cases since `since`, in one query.

        A contact's time is in whole minutes, so the seconds of `since` do not count.
        """
        minute = since.replace(second=0, microsecond=0)
        notes = ContactNote.objects.filter(case__in=case_ids, at__gte=minute).order_by("at", "pk")
        found = cls({}, Counter(), {})
        for said, later, result, tells, at, next_try_on in notes.values_list(
            "person_id", "said_later__person_id", "result", "tells", "at", "next_try_on"
        ):
            person = said or later
            if person is None:
                continue
            if tells:
                found.told[person] = at
            if result in NOT_REACHED:
                found.tries[person] += 1
                if next_try_on:
                    found.next_try[person] = next_try_on
        return found
