"""Record every attempt to reach a person at risk, and whom it told.

Each belongs to one person. What was recorded before people were names nobody, until a link worker
says once who it was.
"""

import datetime as dt
import uuid

from django.db.models import Q

from referral_portal.common.dates import local_today, working_days_after
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import can_be_told, close_alert, locked_case
from safeguarding.casework.identifiers import Why, is_own, why_not_safe
from safeguarding.casework.joins import open_joins, same_people
from safeguarding.casework.people import person_on
from safeguarding.casework.told import PersonTold, told_of, who_is_told
from safeguarding.crossing.alerts import reopen
from safeguarding.enums import NOT_REACHED, TWO_WAY, AlertOutcome, Method, Result
from safeguarding.models import (
    Alert,
    ContactNote,
    NotePerson,
    PersonAtRisk,
    SafeContact,
    VictimCase,
    Worker,
)
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

# A worker's clock may be a little ahead of ours.
CLOCKS_APART = dt.timedelta(minutes=5)
NOT_TELLING = (
    "Only a conversation on contact details that are safe counts as telling. Select the details that"
    " you used, or leave these unticked."
)
NOT_THEIRS = "These contact details are not of this person."


def add_contact_note(
    *,
    case_id: uuid.UUID,
    person_id: uuid.UUID | None,
    method: Method,
    result: Result,
    note: str,
    at: dt.datetime,
    alert_ids: list[int],
    by: Worker,
    now: dt.datetime,
    offered: bool = False,
    contact_id: int | None = None,
    next_try_on: dt.date | None = None,
) -> ContactNote:
    """Record one attempt to reach a person at risk, and the alerts they have now been told about.

    `person_id` is None when it is not known who was reached, and `contact_id` when the details that
    were used are not on record. Only a conversation on details that were safe at that moment tells
    anybody. An alert closes when everyone who must be told has been; after a try without success it
    stays, and counts. Raises Refusal for a time in the future, for details of another person, and for
    "told" when nobody was told.
    """
    if at > now + CLOCKS_APART:
        raise Refusal("This is in the future. Check the date and the time.", "on")
    today, is_try = local_today(now), result in NOT_REACHED
    if is_try and next_try_on and next_try_on < today:
        raise Refusal("The next try must be today or later.", "next_try_on")
    if alert_ids and result != Result.SPOKE:
        raise Refusal(
            "You did not speak with anyone, so nobody was told. Leave these unticked.", "alerts"
        )
    if alert_ids and person_id is None:
        raise Refusal("Select who you reached, or leave these unticked.", "person")
    with in_safeguarding():
        case = locked_case(case_id, by)
        person = None if person_id is None else person_on(case, person_id)
        used = None if contact_id is None else details_used(case, person, contact_id, method, by)
        tells = (
            result == Result.SPOKE
            and method in TWO_WAY
            and used is not None
            and used.was_safe(at)
            and not is_own(case.referral_id, used.value)
            and why_not_safe(case, method=method, value=used.value) != Why.AGENCY
        )
        if alert_ids and not tells:
            raise Refusal(NOT_TELLING, "alerts")
        reopen([case.pk], now=now)
        contact = ContactNote.objects.create(
            case=case,
            person=person,
            contact=used,
            method=method,
            result=result,
            tells=tells,
            next_try_on=(next_try_on or working_days_after(today, 1)) if is_try else None,
            offered=offered,
            note=note,
            at=at,
            by=by,
            written_at=now,
        )
        told = set(can_be_told(case).filter(pk__in=alert_ids).values_list("pk", flat=True))
        for alert in told_of(case).select_for_update(of=("self",)):
            waiting = who_is_told(case, alert.raised_at, by).waiting
            if alert.pk in told and not waiting:
                close_alert(alert, AlertOutcome.TOLD, by=by, now=now)
            else:
                _count_tries(alert, waiting)
        record("contact.note", by=by, target=contact, now=now, case=case.pk, result=result)
    return contact


def _count_tries(alert: Alert, waiting: list[PersonTold]) -> None:
    """Show on an alert how often its people were tried without success, and the next try."""
    alert.tries = max((one.tries for one in waiting), default=0)
    alert.next_try_on = min((one.next_try_on for one in waiting if one.next_try_on), default=None)
    alert.save(update_fields=["tries", "next_try_on"])


def details_used(
    case: VictimCase, person: PersonAtRisk | None, contact_id: int, method: Method, by: Worker
) -> SafeContact:
    """Return the contact details that were used; raises Refusal for those of another person."""
    found = usable_contacts(case, by).get(contact_id)
    if found is None or (person and found.person_id not in _same(person)):
        raise Refusal(NOT_THEIRS, "contact")
    if found.method != method:
        raise Refusal("Select the way to which these contact details belong.", "method")
    return found


def usable_contacts(case: VictimCase, by: Worker) -> dict[int, SafeContact]:
    """Return the details in use of the people on a case, also from other cases that `by` may open."""
    people = [link.person_id for link in case.people_links.all()]
    same = {one for group in same_people(people, open_joins()).values() for one in group}
    rows = SafeContact.objects.filter(
        Q(case=case) | Q(case__in=VictimCase.objects.visible_to(by)),
        person__in=same,
        retired_at__isnull=True,
    )
    return {row.pk: row for row in rows.select_related("person").order_by("added_at", "pk")}


def _same(person: PersonAtRisk) -> frozenset[uuid.UUID]:
    return same_people([person.pk], open_joins())[person.pk]


def say_who_was_reached(
    *, case_id: uuid.UUID, note_id: int, person_id: uuid.UUID, by: Worker, now: dt.datetime
) -> NotePerson:
    """Say whom the link worker tried to reach in a contact without a person; this is said once.

    Raises Refusal when it has been said, and for contact details of another person.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        note = case.contact_notes.filter(pk=note_id).select_related("said_later", "contact").first()
        if note is None or note.person_id or hasattr(note, "said_later"):
            raise Refusal("It has already been said who this contact was with.", "person")
        person = person_on(case, person_id)
        if note.contact and note.contact.person_id not in _same(person):
            raise Refusal(NOT_THEIRS, "person")
        said = NotePerson.objects.create(note=note, person=person, by=by, at=now)
        record("note.whose", by=by, target=note, now=now, person=person_id)
    return said
