"""Read the people at risk on a case as its page shows them: one card each, with all that is theirs.

Takes a fixed number of queries, however many people, details and contacts there are.
"""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from safeguarding.casework.joins import open_joins, same_people
from safeguarding.casework.matches import Offer, perhaps_the_same
from safeguarding.casework.named import not_added
from safeguarding.casework.sealed_answers import Named
from safeguarding.enums import Result
from safeguarding.models import (
    ContactNote,
    PersonAtRisk,
    PersonJoin,
    PersonOnCase,
    SafeContact,
    VictimCase,
    Worker,
)

NEWEST = 20


@dataclass(frozen=True)
class Details:
    """One way to reach a person; `reference` names another case on which it was recorded, or is ""."""

    contact: SafeContact
    is_stale: bool
    reference: str


@dataclass
class Card:
    """One person at risk on a case."""

    link: PersonOnCase
    contacts: list[Details] = field(default_factory=list)
    reached_at: dt.datetime | None = None
    offered_at: dt.datetime | None = None
    declined_at: dt.datetime | None = None
    offers: list[Offer] = field(default_factory=list)
    # The joins with people on this and on other cases, and those people.
    joins: list[tuple[PersonJoin, PersonAtRisk]] = field(default_factory=list)

    @property
    def person(self) -> PersonAtRisk:
        """The person on the card."""
        return self.link.person

    @property
    def other_names(self) -> list[str]:
        """The names by which the person is also known."""
        return self.person.aliases.splitlines()

    @property
    def born_on(self) -> dt.date | None:
        """The date of birth, if it is known."""
        try:
            return dt.date.fromisoformat(self.person.born_on)
        except ValueError:
            return None


@dataclass(frozen=True)
class Attempt:
    """One contact, and the person it was with, or None while nobody has said who it was."""

    note: ContactNote
    person: PersonAtRisk | None


@dataclass(frozen=True)
class PeopleView:
    """Everyone on a case, what is not recorded for a person, and names that the form only mentions."""

    cards: list[Card]
    loose: list[Details]
    attempts: list[Attempt]
    named: list[Named]
    # People of other cases whom only the form names here.
    offers: list[Offer]

    @property
    def cases_shown(self) -> set[uuid.UUID]:
        """The other cases of which something is shown: a name, or a way to reach a person."""
        offers = [*self.offers, *(offer for card in self.cards for offer in card.offers)]
        contacts = [details for card in self.cards for details in card.contacts]
        return {offer.case.pk for offer in offers} | {
            details.contact.case_id for details in contacts if details.reference
        }


def people_view(*, case: VictimCase, worker: Worker, today: dt.date) -> PeopleView:
    """Return the people on `case` as `worker` may see them."""
    links = list(case.people_links.select_related("person", "verified_by"))
    links.sort(key=lambda link: (link.person.legal_name, link.pk))
    joins = open_joins()
    same = same_people([link.person_id for link in links], joins)
    cards = {link.person_id: Card(link) for link in links}
    loose = []
    for details in _contacts(
        case, worker, {one for group in same.values() for one in group}, today
    ):
        whose = details.contact.person_id
        owners = [card for card in cards.values() if whose in same[card.link.person_id]]
        for card in owners:
            card.contacts.append(details)
        if not owners:
            loose.append(details)
    notes = case.contact_notes.select_related("by", "person", "said_later__person")
    attempts = [Attempt(note, _whom(note)) for note in notes.order_by("-at")]
    _add_attempts(attempts, cards, same)
    _add_joins(cards, joins)
    offers = perhaps_the_same(case=case, worker=worker, links=links, joins=joins)
    for offer in offers:
        if offer.person_id in cards:
            cards[offer.person_id].offers.append(offer)
    return PeopleView(
        cards=[*cards.values()],
        loose=loose,
        attempts=attempts[:NEWEST],
        named=not_added(case),
        offers=[offer for offer in offers if offer.person_id is None],
    )


def _contacts(
    case: VictimCase, worker: Worker, people: set[uuid.UUID], today: dt.date
) -> list[Details]:
    visible = VictimCase.objects.visible_to(worker).values("pk")
    rows = SafeContact.objects.filter(
        Q(case=case) | Q(person__in=people, case__in=visible), retired_at__isnull=True
    ).select_related("case", "person")
    return [
        Details(row, row.is_stale(today), "" if row.case_id == case.pk else row.case.reference)
        for row in sorted(rows, key=lambda row: (row.case_id != case.pk, row.added_at, row.pk))
    ]


def _add_attempts(
    attempts: list[Attempt],
    cards: dict[uuid.UUID, Card],
    same: dict[uuid.UUID, frozenset[uuid.UUID]],
) -> None:
    by_person = defaultdict(list)
    for attempt in attempts:
        if attempt.person:
            note = attempt.note
            by_person[attempt.person.pk].append((note.result, note.offered, note.at))
    for person_id, card in cards.items():
        for one in same[person_id]:
            for result, offered, at in by_person.get(one, ()):
                if result == Result.SPOKE:
                    card.reached_at = max(at, card.reached_at or at)
                if offered:
                    card.offered_at = max(at, card.offered_at or at)
                if result == Result.DECLINED:
                    card.declined_at = max(at, card.declined_at or at)


def _add_joins(cards: dict[uuid.UUID, Card], joins: list[PersonJoin]) -> None:
    ours = [join for join in joins if {join.first_id, join.second_id} & cards.keys()]
    people = PersonAtRisk.objects.in_bulk(
        {one for join in ours for one in (join.first_id, join.second_id)}
    )
    for join in ours:
        for one, other in ((join.first_id, join.second_id), (join.second_id, join.first_id)):
            if one in cards:
                cards[one].joins.append((join, people[other]))


def _whom(note: ContactNote) -> PersonAtRisk | None:
    return note.person or (note.said_later.person if hasattr(note, "said_later") else None)
