"""Add people at risk to a case, say who must be told, and join two rows for one person.

A link worker adds each person, and joins two only after seeing both.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from referral_portal.common.normal_forms import name_form
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import locked_case
from safeguarding.casework.search import index_case
from safeguarding.enums import LinkSource, Relationship
from safeguarding.models import (
    PersonAtRisk,
    PersonJoin,
    PersonOnCase,
    VictimCase,
    Worker,
)
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

NOT_HERE = "This person is not on this case."


@dataclass(frozen=True)
class Details:
    """Who a person is, and what they have to do with a case."""

    legal_name: str
    kind: Relationship
    source: LinkSource
    aliases: str = ""
    born_on: dt.date | None = None
    is_new_partner: bool = False
    must_be_told: bool = True
    untold_why: str = ""


def person_on(case: VictimCase, person_id: uuid.UUID) -> PersonAtRisk:
    """Return a person on `case`; raises Refusal for anyone else."""
    return link_on(case, person_id).person


def link_on(case: VictimCase, person_id: uuid.UUID) -> PersonOnCase:
    """Return the link of a person to `case`; raises Refusal for anyone who is not on it."""
    link = case.people_links.select_related("person").filter(person_id=person_id).first()
    if link is None:
        raise Refusal(NOT_HERE, "person")
    return link


def people_of(case: VictimCase) -> list[PersonAtRisk]:
    """Return the people on `case`."""
    return [link.person for link in case.people_links.select_related("person").order_by("pk")]


def add_person(
    *, case_id: uuid.UUID, details: Details, by: Worker, now: dt.datetime
) -> PersonOnCase:
    """Add a new person to a case.

    Raises Refusal when a person of this name is on it, and for "not told" without a reason.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        _check(details)
        if name_form(details.legal_name) in names_on(case):
            raise Refusal("A person with this name is on the case already.", "legal_name")
        person = PersonAtRisk.objects.create(
            legal_name=details.legal_name,
            aliases=details.aliases,
            born_on=details.born_on.isoformat() if details.born_on else "",
            added_by=by,
            added_at=now,
        )
        link = _link(case, person, details, by=by, now=now)
        index_case(case)
        record("person.add", by=by, target=person, now=now, case=case.pk)
    return link


def link_person(
    *, case_id: uuid.UUID, person_id: uuid.UUID, source: LinkSource, by: Worker, now: dt.datetime
) -> PersonOnCase:
    """Put a person of another case that `by` may open onto this case too.

    Raises Refusal for a person whom `by` may not see, and for one who is on the case already.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        seen = PersonOnCase.objects.filter(
            person_id=person_id, case__in=VictimCase.objects.visible_to(by)
        )
        earlier = seen.select_related("person").order_by("pk").first()
        if earlier is None or case.people_links.filter(person_id=person_id).exists():
            raise Refusal("This person cannot be added to this case.")
        details = Details(
            legal_name=earlier.person.legal_name, kind=Relationship.NOT_KNOWN, source=source
        )
        link = _link(case, earlier.person, details, by=by, now=now)
        index_case(case)
        record("person.link", by=by, target=earlier.person, now=now, case=case.pk)
    return link


def _link(
    case: VictimCase, person: PersonAtRisk, details: Details, *, by: Worker, now: dt.datetime
) -> PersonOnCase:
    return PersonOnCase.objects.create(
        case=case,
        person=person,
        kind=details.kind,
        is_new_partner=details.is_new_partner,
        source=details.source,
        must_be_told=details.must_be_told,
        untold_why=details.untold_why,
        added_by=by,
        added_at=now,
    )


def _check(details: Details) -> None:
    if not details.must_be_told and not details.untold_why:
        raise Refusal("Say why this person is not told.", "untold_why")


def names_on(case: VictimCase) -> set[str]:
    """Return the names of the people on `case`, other names too, in the form that is compared."""
    return {
        name_form(name)
        for link in case.people_links.select_related("person")
        for name in (link.person.legal_name, *link.person.aliases.splitlines())
    }


def change_person(
    *, case_id: uuid.UUID, person_id: uuid.UUID, details: Details, by: Worker, now: dt.datetime
) -> PersonOnCase:
    """Change who a person on a case is, and whether they must be told.

    A change of the relationship or of its source has to be verified again. Raises Refusal for "not
    told" without a reason.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        link = link_on(case, person_id)
        _check(details)
        person = link.person
        person.legal_name, person.aliases = details.legal_name, details.aliases
        person.born_on = details.born_on.isoformat() if details.born_on else ""
        person.save(update_fields=["legal_name", "aliases", "born_on"])
        if (link.kind, link.source) != (details.kind, details.source):
            link.verified_by = link.verified_at = None
        link.kind, link.source = details.kind, details.source
        link.is_new_partner = details.is_new_partner
        link.must_be_told = details.must_be_told
        link.untold_why = "" if details.must_be_told else details.untold_why
        link.save()
        index_case(case)
        # The background work files the person's other cases under the new name.
        others = VictimCase.objects.filter(people_links__person=person).exclude(pk=case.pk)
        others.update(indexed_key="")
        record(
            "person.change", by=by, target=person, now=now, case=case.pk,
            told=int(link.must_be_told),
        )  # fmt: skip
    return link


def verify_person(
    *, case_id: uuid.UUID, person_id: uuid.UUID, by: Worker, now: dt.datetime
) -> PersonOnCase:
    """Record that `by` has verified that a person is at risk from this participant."""
    with in_safeguarding():
        case = locked_case(case_id, by)
        link = link_on(case, person_id)
        link.verified_by, link.verified_at = by, now
        link.save(update_fields=["verified_by", "verified_at"])
        record("person.verify", by=by, target=link.person, now=now, case=case.pk)
    return link


def join_people(
    *, case_id: uuid.UUID, person_id: uuid.UUID, other_id: uuid.UUID, by: Worker, now: dt.datetime
) -> PersonJoin:
    """Say that a person on this case and a person whom `by` may see are one person.

    Both rows stay as they are. Raises Refusal when either is not there for `by`, and when they are
    joined already.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        person = person_on(case, person_id)
        visible = PersonOnCase.objects.filter(case__in=VictimCase.objects.visible_to(by))
        if other_id == person.pk or not visible.filter(person_id=other_id).exists():
            raise Refusal("These two cannot be joined.")
        # In the order of the database, which compares the bytes.
        first, second = sorted([person.pk, other_id])
        if _open(first, second).exists():
            raise Refusal("These two are joined already.")
        join = PersonJoin.objects.create(
            first_id=first, second_id=second, joined_by=by, joined_at=now
        )
        record("person.join", by=by, target=join, now=now, case=case.pk)
    return join


def part_people(*, case_id: uuid.UUID, join_id: int, by: Worker, now: dt.datetime) -> PersonJoin:
    """Undo a join of a person on this case.

    Raises Refusal when it is undone already, or about nobody on this case.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        here = set(case.people_links.values_list("person_id", flat=True))
        join = (
            PersonJoin.objects.select_for_update(of=("self",))
            .filter(pk=join_id, undone_at__isnull=True)
            .first()
        )
        if join is None or not {join.first_id, join.second_id} & here:
            raise Refusal("This has been undone already.")
        join.undone_by, join.undone_at = by, now
        join.save(update_fields=["undone_by", "undone_at"])
        record("person.part", by=by, target=join, now=now, case=case.pk)
    return join


def _open(first: uuid.UUID, second: uuid.UUID):
    return PersonJoin.objects.filter(first=first, second=second, undone_at__isnull=True)
