"""Compare the search words of cases: who is also a participant, and who is perhaps on another case.

Nothing is joined here. That a person is also a participant is an alert, which the background work
raises because it may see every case; a colleague's case is named by its reference only.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from safeguarding.casework.joins import same_people
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.enums import TELLING, AlertKind, AlertOutcome, Whose, WordKind
from safeguarding.models import (
    Alert,
    PersonAtRisk,
    PersonJoin,
    PersonOnCase,
    SearchWord,
    VictimCase,
    Worker,
)

# A first name or a birthday alone says nothing.
PERHAPS = frozenset({WordKind.NAME, *TELLING})
MOST = 20  # offers on one page


# -- Also a participant --------------------------------------------------------------------------
def compare(case: VictimCase, *, now: dt.datetime) -> None:
    """Raise and withdraw the alerts that say that a person at risk is also a participant.

    Looks both ways: at the people on `case`, and at the people on other cases who may be its
    participant. The caller may see every case.
    """
    here = _shared(case, Whose.AT_RISK, Whose.PARTICIPANT)
    there = _shared(case, Whose.PARTICIPANT, Whose.AT_RISK)
    pairs = {(case, other) for other in here} | {(other, case) for other in there}
    sources = {_source(named, participant): (named, participant) for named, participant in pairs}
    raise_alerts(
        {named.referral_id: named for named, _ in pairs},
        [
            Occurrence(
                AlertKind.ALSO_PARTICIPANT,
                source,
                named.referral_id,
                now,
                {"reference": participant.reference},
            )
            for source, (named, participant) in sources.items()
        ],
        now=now,
    )
    # Only the people on a case change; what a form said of a participant stays.
    over = case.alerts.filter(kind=AlertKind.ALSO_PARTICIPANT).exclude(source__in=sources)
    over.filter(handled_at__isnull=True).update(handled_at=now, outcome=AlertOutcome.WITHDRAWN)
    again = Alert.objects.filter(source__in=sources, outcome=AlertOutcome.WITHDRAWN)
    again.update(handled_at=None, outcome=None)


def _source(named: VictimCase, participant: VictimCase) -> str:
    return f"also:{named.pk}:{participant.pk}"


def _shared(case: VictimCase, ours: Whose, theirs: Whose) -> list[VictimCase]:
    words = case.search_words.filter(whose=ours, kind__in=TELLING).values("digest")
    others = SearchWord.objects.filter(whose=theirs, digest__in=words).exclude(case=case)
    return list(VictimCase.objects.filter(pk__in=others.values("case")))


# -- Perhaps the same person ------------------------------------------------------------------------
@dataclass(frozen=True)
class Offer:
    """A person at risk on another case who shares a detail with one on this case.

    `person_id` is None when only the form names them here, and `other` is None when only the form
    names them there.
    """

    person_id: uuid.UUID | None
    other: PersonAtRisk | None
    case: VictimCase
    reason: str


def perhaps_the_same(
    *, case: VictimCase, worker: Worker, links: list[PersonOnCase], joins: list[PersonJoin]
) -> list[Offer]:
    """Return the people on other cases of `worker` who are perhaps the same as those on `case`.

    Takes a fixed number of queries.
    """
    ours: dict[str, set[uuid.UUID | None]] = {}
    words = case.search_words.filter(whose=Whose.AT_RISK, kind__in=PERHAPS)
    rows = (
        SearchWord.objects.filter(
            whose=Whose.AT_RISK,
            digest__in=words.values("digest"),
            case__in=VictimCase.objects.visible_to(worker),
        )
        .select_related("case", "person")
        .defer("case__contents")
        .order_by("case__reference", "pk")
    )
    others = []
    for word in rows:
        if word.case_id != case.pk:
            others.append(word)
        elif word.kind in PERHAPS:
            ours.setdefault(word.digest, set()).add(word.person_id)
    here = {link.person_id: link.person for link in links}
    same = same_people(here, joins)
    found: dict[tuple, Offer] = {}
    # Where a person was added there, the answers of that form say nothing more.
    added = set()
    for word in others:
        # A name that only the form gives is left out once a person here has it.
        for person_id in ours[word.digest] - {None} or {None}:
            together = same.get(person_id, frozenset())
            if word.person_id in together or (word.person_id in here and person_id is None):
                added.add((person_id, word.case_id))
                continue
            if word.kind == WordKind.NAME and _differ(here.get(person_id), word.person):
                continue
            key = (person_id, word.person_id, word.case_id)
            if key not in found or word.kind in TELLING:
                found[key] = Offer(person_id, word.person, word.case, WordKind(word.kind).label)
    added |= {(offer.person_id, offer.case.pk) for offer in found.values() if offer.other}
    return [
        offer
        for offer in found.values()
        if offer.other or (offer.person_id, offer.case.pk) not in added
    ][:MOST]


def _differ(one: PersonAtRisk | None, other: PersonAtRisk | None) -> bool:
    """Return whether two people of one name were born on different days."""
    days = {person.born_on for person in (one, other) if person and person.born_on}
    return len(days) > 1
