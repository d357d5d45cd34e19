"""Add a person whom an opened form names; a name does not become a person by itself."""

import datetime as dt
import uuid

from referral_portal.common.normal_forms import name_form
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import locked_case
from safeguarding.casework.contacts import add_safe_contact
from safeguarding.casework.identifiers import is_own
from safeguarding.casework.people import Details, add_person, names_on
from safeguarding.casework.sealed_answers import Named, people_named
from safeguarding.enums import Safety, Source
from safeguarding.models import PersonOnCase, VictimCase, Worker
from safeguarding.transactions import in_safeguarding


def not_added(case: VictimCase) -> list[Named]:
    """Return the people whom the form of `case` names and who are not on the case yet."""
    named = people_named(case.contents)
    here = names_on(case) if named else set()
    return [one for one in named if one.is_text or name_form(one.name) not in here]


def details_of(named: Named) -> Details:
    """Return a person as the form says, unverified; it is safest that they are told."""
    return Details(
        legal_name=named.name,
        kind=named.kind,
        source=named.source,
        aliases=named.aliases,
        born_on=named.born_on,
        is_new_partner=named.is_new_partner,
    )


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
        link = add_person(case_id=case.pk, details=details_of(named), by=by, now=now)
        for method, value in named.ways:
            if is_own(case.referral_id, value):
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
