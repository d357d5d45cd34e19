"""The people whom an opened form names, and the step in which a link worker adds one of them.

A name on a form does not become a person by itself.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from referral_portal.common.normal_forms import email_form, name_form, phone_form, read_date
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import locked_case
from safeguarding.casework.contacts import add_safe_contact, reaches_participant
from safeguarding.casework.people import Details, add_person, names_on
from safeguarding.enums import LinkSource, Method, Relationship, Safety, Source
from safeguarding.models import PersonOnCase, VictimCase, Worker
from safeguarding.transactions import in_safeguarding

# What people write when there is nobody; compared in the form of names.
NOBODY = {"", "none", "none known", "no", "no one", "nobody", "not known", "unknown", "n a", "na"}


@dataclass(frozen=True)
class Named:
    """One person whom a form names; `key` is the name of the question.

    `is_text` when the answer is a text about several people, from which a link worker has to read the
    names.
    """

    key: str
    name: str
    kind: Relationship
    source: LinkSource
    aliases: str = ""
    born_on: dt.date | None = None
    is_new_partner: bool = False
    is_text: bool = False
    when: str = ""
    ways: list[tuple[Method, str]] = field(default_factory=list)

    @property
    def details(self) -> Details:
        """The person as the form says, unverified; it is safest that they are told."""
        return Details(
            legal_name=self.name,
            kind=self.kind,
            source=self.source,
            aliases=self.aliases,
            born_on=self.born_on,
            is_new_partner=self.is_new_partner,
        )


def people_named(contents: dict | None) -> list[Named]:
    """Return the people whom the answers of a form name, in the order of the questions."""
    said = _answers(contents)
    # In the participant's own form, the answer about former partners is a number of them.
    partners = said.get("former_partners", "") if "harmed_name" in said else ""
    found = [
        Named(
            key="harmed_name",
            name=said.get("harmed_name", ""),
            kind=Relationship.NOT_KNOWN,
            source=LinkSource.AGENCY,
            aliases=said.get("harmed_alias", ""),
            born_on=read_date(said.get("harmed_born_on", "")),
            when=said.get("harmed_time", ""),
            ways=_ways(said.get("harmed_phone", ""), said.get("harmed_email", "")),
        ),
        Named(
            key="their_first_name",
            name=said.get("their_first_name", ""),
            kind=Relationship.NOT_KNOWN,
            source=LinkSource.SELF,
            ways=_ways(said.get("their_contact", "")),
        ),
        Named(
            key="current_partner",
            name=said.get("current_partner", ""),
            kind=Relationship.PARTNER,
            source=LinkSource.AGENCY,
            is_new_partner=True,
        ),
        Named(
            key="former_partners",
            name=partners,
            kind=Relationship.EX_PARTNER,
            source=LinkSource.AGENCY,
            is_text=True,
        ),
        Named(
            key="children",
            name=said.get("children", ""),
            kind=Relationship.CHILD,
            source=LinkSource.AGENCY,
            is_text=True,
        ),
    ]
    return [one for one in found if name_form(one.name) not in NOBODY]


def not_added(case: VictimCase) -> list[Named]:
    """Return the people whom the form of `case` names and who are not on the case yet."""
    named = people_named(case.contents)
    here = names_on(case) if named else set()
    return [one for one in named if one.is_text or name_form(one.name) not in here]


def add_named(*, case_id: uuid.UUID, key: str, by: Worker, now: dt.datetime) -> PersonOnCase:
    """Add a person whom the form names, with every detail it gives; all of it is unverified.

    Raises Refusal when the form names no such person, or the person is on the case already.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        found = [one for one in people_named(case.contents) if one.key == key and not one.is_text]
        if not found:
            raise Refusal("The form does not name this person.")
        named = found[0]
        link = add_person(case_id=case.pk, details=named.details, by=by, now=now)
        for method, value in named.ways:
            if reaches_participant(case.referral_id, method, value):
                continue  # the participant gave their own, which reaches nobody else
            add_safe_contact(
                case_id=case.pk,
                person_id=link.person_id,
                method=method,
                value=value,
                safety=Safety.UNKNOWN,
                when=named.when,
                voicemail_ok=False,
                source=Source.FORM,
                by=by,
                now=now,
            )
    return link


def _answers(contents: dict | None) -> dict[str, str]:
    found = {}
    for part in (contents or {}).values():
        rows = part.get("answers") if isinstance(part, dict) else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and isinstance(row.get("value"), str):
                found[str(row.get("name"))] = row["value"].strip()
    return found


def _ways(*typed: str) -> list[tuple[Method, str]]:
    found = []
    for text in typed:
        if phone_form(text):
            found.append((Method.CALL, text))
        elif email_form(text):
            found.append((Method.EMAIL, text))
    return found
