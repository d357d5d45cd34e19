"""Compare contact details and texts with what would reach, or give away, the wrong person.

Contact details of a person at risk are compared with everything the participant gave, on every form
of that person, and with everything marked as never to be used. A text that crosses to the portal is
compared with that, and with the names, numbers and addresses of the people at risk. The answers of
cases that the link worker may not open are compared too; of them only a yes or no is told.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from referral_portal.common.normal_forms import name_form
from referral_portal.common.refusals import Refusal
from referrals.models import EarlierContact, Participant, Referral
from safeguarding.casework.disguises import (
    POSTCODE,
    details_in,
    has_address,
    has_email,
    has_name,
    has_number,
)
from safeguarding.casework.sealed_answers import answers_of, names_in
from safeguarding.casework.sisters import cases_of_participant
from safeguarding.enums import Method, Safety
from safeguarding.models import PersonOnCase, SafeContact, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import reaching_all

NOT_SAFE = "harmed_not_safe"  # what an agency says we must not use, in words
GIVEN = "their_contact"  # what the participant gave for the person at risk
BY_METHOD = {
    Method.CALL: ("number",), Method.TEXT: ("number",), Method.EMAIL: ("email",),
    Method.POST: ("address",),
}  # fmt: skip
ANY_WAY = ("number", "email", "address")


class Why(Enum):
    """Why contact details are refused, in the words that the link worker reads."""

    OWN = "These are the participant’s own contact details, so they are not safe."
    AGENCY = "The agency’s form says that these must never be used."
    MARKED = "A link worker has marked these as not safe. Only the manager can record them as safe."
    GIVEN = (
        "The participant gave these details. Check them with another source; only the manager can"
        " then record them as safe."
    )


# The manager may decide otherwise, once the details have been checked.
FOR_MANAGER = frozenset({Why.MARKED, Why.GIVEN})


@dataclass(frozen=True)
class Detail:
    """One telephone number, email address or address; `postcode` belongs to an address."""

    kind: str
    value: str
    postcode: str = ""

    def is_in(self, text: str) -> bool:
        """Return whether `text` holds it, also in disguise."""
        if self.kind == "number":
            return has_number(text, self.value)
        if self.kind == "email":
            return has_email(text, self.value)
        return has_address(text, self.value, self.postcode)


def check_details(
    case: VictimCase, *, method: Method, value: str, safety: Safety, by: Worker
) -> None:
    """Raise Refusal for contact details that would reach the participant, or must not be used.

    Details that are not recorded as safe are refused only when they are the participant's own.
    """
    if is_own(case.referral_id, value):
        raise Refusal(Why.OWN.value, "value")
    if safety != Safety.SAFE:
        return
    found = why_not_safe(case, method=method, value=value)
    if found and not (by.is_manager and found in FOR_MANAGER):
        raise Refusal(found.value, "value")


def is_own(referral_id: uuid.UUID, value: str) -> bool:
    """Return whether `value` is the telephone, email or home of the participant, on any form."""
    return any(detail.is_in(value) for detail in own_details(referral_id))


def mark_own(case: VictimCase, *, now: dt.datetime) -> None:
    """Mark details that were recorded as safe, and are the participant's own, as not safe.

    For details from before they were compared, and for what the participant gave later. The caller
    holds a transaction that reaches the case.
    """
    for contact in case.safe_contacts.filter(safety=Safety.SAFE, retired_at__isnull=True):
        if is_own(case.referral_id, contact.value):
            SafeContact.objects.filter(pk=contact.pk).update(safety=Safety.NOT_SAFE)
            record("contact.mark", by=None, target=contact, now=now, case=case.pk)


def own_details(referral_id: uuid.UUID) -> list[Detail]:
    """Return every way to reach the participant, from each form about the same person.

    A way that the portal has amended since counts too: it may still be the participant's.
    """
    person = Referral.objects.filter(pk=referral_id).values("participant__person")
    columns = ("phone", "email", "address", "postcode")
    rows = Participant.objects.filter(person__in=person).values_list(*columns)
    earlier = EarlierContact.objects.filter(participant__person__in=person).values_list(*columns)
    found = set()
    for phone, email, address, postcode in rows.union(earlier):
        found |= {
            Detail("number", phone), Detail("email", email), Detail("address", address, postcode)
        }  # fmt: skip
    return [one for one in found if one.value or one.postcode]


def why_not_safe(case: VictimCase, *, method: Method, value: str) -> Why | None:
    """Return why `value` must not be used to reach a person at risk, or None."""
    details = [Detail(kind, value) for kind in BY_METHOD.get(method, ANY_WAY)]
    details += _plain_details(value)
    with reaching_all():
        cases = _all_cases(case)
        said = [answers_of(one.contents) for one in cases]
        marked = SafeContact.objects.filter(case__in=cases, safety=Safety.NOT_SAFE)
        never = [contact.value for contact in marked]
    if any(detail.is_in(one.get(NOT_SAFE, "")) for one in said for detail in details):
        return Why.AGENCY
    if any(detail.is_in(text) for text in never for detail in details):
        return Why.MARKED
    if any(detail.is_in(one.get(GIVEN, "")) for one in said for detail in details):
        return Why.GIVEN
    return None


def check_crossing(case: VictimCase, text: str, *, field: str = "text") -> None:
    """Raise Refusal for a text with a name, a number or an address that must not cross the wall."""
    if any(detail.is_in(text) for detail in own_details(case.referral_id)):
        raise Refusal("The text holds the participant’s own contact details.", field)
    people = PersonOnCase.objects.filter(case=case).select_related("person")
    apart_from = _names_of_participant(case.referral_id)
    for link in people:
        if any(has_name(text, name, apart_from=apart_from) for name in _names(link)):
            raise Refusal(
                f"The text names {link.person.legal_name}. Leave out every person at risk.", field
            )
    with reaching_all():
        cases = _all_cases(case)
        names = [
            name
            for link in PersonOnCase.objects.filter(case__in=cases).select_related("person")
            for name in _names(link)
        ]
        names += [name for one in cases for name in names_in(one.contents)]
        details = [
            Detail(kind, contact.value)
            for contact in SafeContact.objects.filter(case__in=cases)
            for kind in BY_METHOD.get(contact.method, ANY_WAY)
        ]
        details += [
            detail
            for one in cases
            for value in answers_of(one.contents).values()
            for detail in _plain_details(value)
        ]
    if any(has_name(text, name, apart_from=apart_from) for name in names):
        raise Refusal("The text names a person at risk. Leave out every name.", field)
    if any(detail.is_in(text) for detail in details):
        raise Refusal(
            "The text holds a number or an address from a case of this participant. Leave it out.",
            field,
        )


def _all_cases(case: VictimCase) -> list[VictimCase]:
    return [case, *cases_of_participant(case)]


def _names(link: PersonOnCase) -> list[str]:
    return [link.person.legal_name, *link.person.aliases.splitlines()]


def _names_of_participant(referral_id: uuid.UUID) -> frozenset[str]:
    person = Referral.objects.filter(pk=referral_id).values("participant__person")
    rows = Participant.objects.filter(person__in=person).values_list("name", "known_as")
    return frozenset(part for row in rows for name in row for part in name_form(name).split())


def _plain_details(text: str) -> Iterator[Detail]:
    numbers, emails, postcodes = details_in(text)
    yield from (Detail("number", number) for number in numbers)
    yield from (Detail("email", email) for email in emails)
    for line in text.splitlines():
        yield from (Detail("address", line, code) for code in POSTCODE.findall(line.casefold()))
