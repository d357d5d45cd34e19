"""Keep the contact details of people at risk; each belongs to one person.

What was recorded before people were names nobody, until a link worker says once whose it is.
"""

import datetime as dt
import uuid

from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import locked_case
from safeguarding.casework.identifiers import check_details
from safeguarding.casework.people import person_on
from safeguarding.casework.search import index_case
from safeguarding.enums import Method, Safety, Source
from safeguarding.models import SafeContact, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding


def add_safe_contact(
    *,
    case_id: uuid.UUID,
    person_id: uuid.UUID,
    method: Method,
    value: str,
    safety: Safety,
    when: str,
    voicemail_ok: bool,
    source: Source,
    by: Worker,
    now: dt.datetime,
) -> SafeContact:
    """Add one way to reach a person at risk; one that is called safe counts as confirmed today.

    Raises Refusal for the participant's own details, for a safe one that must never be used, and for
    a safe one that has no other source than a form.
    """
    if source == Source.FORM and safety == Safety.SAFE:
        raise Refusal("Details from a form are unverified. Check them another way first.", "safety")
    with in_safeguarding():
        case = locked_case(case_id, by)
        person = person_on(case, person_id)
        check_details(case, method=method, value=value, safety=safety, by=by)
        contact = SafeContact.objects.create(
            case=case,
            person=person,
            method=method,
            value=value,
            safety=safety,
            when=when,
            voicemail_ok=voicemail_ok and safety == Safety.SAFE,
            source=source,
            confirmed_on=local_today(now) if safety == Safety.SAFE else None,
            added_by=by,
            added_at=now,
        )
        index_case(case)
        record("contact.add", by=by, target=contact, now=now, case=case.pk, safety=safety)
    return contact


def confirm_safe_contact(
    *, case_id: uuid.UUID, contact_id: int, by: Worker, now: dt.datetime
) -> SafeContact:
    """Confirm that contact details are safe as of today.

    Raises Refusal when they came from a form, must never be used, or are no longer used.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        contact = _contact(case, contact_id)
        if contact.source == Source.FORM:
            raise Refusal(
                "These details came from a form. Add them again and say how you checked them."
            )
        check_details(case, method=contact.method, value=contact.value, safety=Safety.SAFE, by=by)
        contact.safety, contact.confirmed_on = Safety.SAFE, local_today(now)
        contact.save(update_fields=["safety", "confirmed_on"])
        record("contact.confirm", by=by, target=contact, now=now)
    return contact


def retire_safe_contact(
    *, case_id: uuid.UUID, contact_id: int, by: Worker, now: dt.datetime
) -> SafeContact:
    """Stop using contact details; the row stays, and so does a mark that they are not safe.

    Raises Refusal when they are no longer used.
    """
    with in_safeguarding():
        contact = _contact(locked_case(case_id, by), contact_id)
        contact.retired_at = now
        contact.save(update_fields=["retired_at"])
        record("contact.retire", by=by, target=contact, now=now)
    return contact


def _contact(case: VictimCase, contact_id: int) -> SafeContact:
    contact = case.safe_contacts.filter(pk=contact_id, retired_at__isnull=True).first()
    if contact is None:
        raise Refusal("These contact details are no longer used.")
    return contact


def say_whose_contact(
    *, case_id: uuid.UUID, contact_id: int, person_id: uuid.UUID, by: Worker, now: dt.datetime
) -> SafeContact:
    """Say whose the contact details are that were recorded without a person; this is said once.

    Raises Refusal when it has been said, and when the details are no longer used.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        contact = _contact(case, contact_id)
        if contact.person_id:
            raise Refusal("These contact details already belong to a person.", "person")
        contact.person = person_on(case, person_id)
        contact.save(update_fields=["person"])
        index_case(case)
        record("contact.whose", by=by, target=contact, now=now, person=person_id)
    return contact
