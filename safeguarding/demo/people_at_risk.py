"""Add the people at risk of the demonstration, through the verbs of the link workers."""

import datetime as dt

from safeguarding.casework.contacts import add_safe_contact, confirm_safe_contact
from safeguarding.casework.named import add_named
from safeguarding.casework.people import Details, add_person, people_of, verify_person
from safeguarding.casework.sealed_answers import people_named
from safeguarding.enums import LinkSource, Method, Relationship, Safety, Source
from safeguarding.models import PersonAtRisk, SafeContact, VictimCase, Worker

# Together they give 35 different names.
FIRST_NAMES = ("Invented", "Pretend", "Fictional", "Supposed", "Makebelieve")
LAST_NAMES = (
    "Riverstone", "Brookfield", "Hillcrest", "Oakmere", "Fernvale", "Larkrise", "Stonebridge",
)  # fmt: skip
SECOND = Details(
    legal_name="Imagined Brookfield",
    kind=Relationship.PARTNER,
    source=LinkSource.POLICE,
    aliases="Ima Brookfield",
    is_new_partner=True,
)


def name_of(position: int) -> str:
    """Return the name of the person at risk behind the participant with this position."""
    return f"{FIRST_NAMES[position % len(FIRST_NAMES)]} {LAST_NAMES[position % len(LAST_NAMES)]}"


def answers_about(position: int) -> dict[str, str]:
    """Return the answers about her on an agency’s form, which differ from form to form."""
    return {"harmed_name": name_of(position), "harmed_phone": f"07700 900{700 + position}"}


def first_person(
    case: VictimCase, *, by: Worker, now: dt.datetime, position: int = 0
) -> PersonAtRisk:
    """Add the person whom the form names, or the one whom the link worker found out."""
    for named in people_named(case.contents):
        if not named.is_text:
            return add_named(case_id=case.pk, key=named.key, by=by, now=now).person
    details = Details(
        legal_name=name_of(position),
        kind=Relationship.PARTNER,
        source=LinkSource.LINK_WORKER,
    )
    return add_person(case_id=case.pk, details=details, by=by, now=now).person


def safe_number(
    case: VictimCase,
    person: PersonAtRisk,
    *,
    by: Worker,
    now: dt.datetime,
    position: int = 0,
) -> SafeContact:
    """Return a number that is safe to call a person on now; add it or confirm it first if need be."""
    known = case.safe_contacts.filter(person=person, safety=Safety.SAFE, retired_at__isnull=True)
    contact = known.first()
    if contact and not contact.was_safe(now):
        return confirm_safe_contact(case_id=case.pk, contact_id=contact.pk, by=by, now=now)
    return contact or add_safe_contact(
        case_id=case.pk,
        person_id=person.pk,
        method=Method.CALL,
        value=f"07700 900{600 + position}",
        safety=Safety.SAFE,
        when="Weekdays, 9am to 3pm",
        voicemail_ok=False,
        source=Source.LINK_WORKER,
        by=by,
        now=now,
    )


def two_women(case: VictimCase, *, by: Worker, now: dt.datetime) -> None:
    """Verify the first person on a case and how to reach her, and add a new partner."""
    first = (people_of(case) or [first_person(case, by=by, now=now)])[0]
    verify_person(case_id=case.pk, person_id=first.pk, by=by, now=now)
    safe_number(case, first, by=by, now=now)
    add_person(case_id=case.pk, details=SECOND, by=by, now=now)
