"""Link workers, sealed envelopes and cases for tests; made through the real sealing and the verbs."""

import datetime as dt
import itertools
import uuid

from django.test import Client
from django.utils import timezone

from programmes.enums import Pathway
from referral_portal.common.dates import end_of_day
from referral_portal.common.moments import leaves_from
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referrals.danger_signs import DANGER_VERSION, Level
from referrals.enums import MatchAnswer, Route, Status
from referrals.message_keys import message_key
from referrals.models import MatchDecision, Participant, Referral, StatusChange
from safeguarding.casework.contact_notes import add_contact_note
from safeguarding.casework.contacts import add_safe_contact
from safeguarding.casework.people import Details, add_person
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, PersonAtRisk, PersonOnCase, SafeContact, VictimCase, Worker
from safeguarding.sign_in import sessions
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.people import make_participant
from tests.factories.programmes import DistrictFactory

PASSWORD = "a long invented passphrase"
NUMBERS = itertools.count(1)
PARTS = ("awareness", "person", "others", "children", "risk")
CANARY = "Canary Example"
PERSON = {
    "page": "The person you are worried about",
    "answers": [{"name": "person_name", "label": "Her name", "value": CANARY}],
}


def make_worker(*, is_manager=False, **fields) -> Worker:
    """Add a link worker."""
    number = next(NUMBERS)
    return sessions.create_worker(
        **{
            "username": f"worker-{number}",
            "name": f"Link Worker {number}",
            "password": PASSWORD,
            "is_manager": is_manager,
            "now": timezone.now(),
            **fields,
        }
    )


def client_of(worker: Worker) -> Client:
    """Return a browser in which `worker` is signed in."""
    client = Client()
    client.cookies[sessions.cookie_name()] = sessions.open_session(
        worker=worker, is_complete=True, now=timezone.now()
    )
    return client


def make_referral(*, parts=None, now=None, sealed_as=None, **fields) -> Referral:
    """Make a referral whose envelope names a person at risk, unless `parts` says otherwise."""
    now = now or timezone.now()
    number = next(NUMBERS)
    person = make_participant(
        name=f"Invented Person {number}",
        born_on=dt.date(1988, 4, 5),
        phone="07700900123",
        email=f"person-{number}@example.org",
    )
    referral_id = uuid.uuid4()
    parts = {"person": PERSON} if parts is None else parts
    envelope = seal_envelope(
        referral_id=sealed_as or referral_id,
        kind="referral",
        parts={name: seal_part(part) for name, part in parts.items()},
        names=PARTS,
        now=now,
    )
    return Referral.objects.create(
        **{
            "id": referral_id,
            "route": Route.SELF,
            "pathway": Pathway.DOMESTIC_ABUSE,
            "status": Status.AWAITING_TRIAGE,
            "participant": person,
            "envelope": envelope,
            "district": fields.pop("district", None) or DistrictFactory(),
            "submitted_at": now,
            "due_on": now.date(),
            "due_at": end_of_day(now.date()),
            "status_at": now,
            **fields,
        }
    )


def make_case(*, owner: Worker | None = None, **fields) -> VictimCase:
    """Make a referral, open its envelope and return the case."""
    referral = make_referral(**fields)
    open_waiting(now=timezone.now())
    case = VictimCase.objects.get(referral_id=referral.pk)
    if owner:
        case.owner = owner
        case.save()
        case.alerts.update(handled_at=timezone.now(), outcome="taken", handled_by=owner)
    return case


def decide(referral_id, *, verb="accept", to=Status.AWAITING_ALLOCATION, code="", now=None):
    """Write what a decision leaves behind: its history row and a message that waits."""
    now = now or timezone.now()
    number = StatusChange.objects.filter(referral_id=referral_id).count() + 2
    change = StatusChange.objects.create(
        referral_id=referral_id, number=number, verb=verb, to_status=to, code=code, at=now
    )
    Referral.objects.filter(pk=referral_id).update(status=to)
    message = OutgoingMessage.objects.create(
        key=message_key("accepted", Audience.PARTICIPANT, referral_id, number),
        template="referrals/accepted_participant",
        event="accepted_participant",
        to_address=Referral.objects.get(pk=referral_id).participant.email,
        subject="News about your enquiry",
        body="There is news.\n",
        audience=Audience.PARTICIPANT,
        referral_id=referral_id,
        status=MessageStatus.WAITING_RELEASE,
        created_at=now,
        due_at=leaves_from(now, waits=True),
    )
    return change, message


def url(case, page=""):
    """Return the address of a page of a case."""
    return f"/safeguarding/cases/{case.pk}/{page}"


def person_for(case, by, name="Jo Example", **fields) -> PersonAtRisk:
    """Return the person of this name on a case; add them if they are not there."""
    for link in PersonOnCase.objects.filter(case=case).select_related("person"):
        if link.person.legal_name == name:
            return link.person
    details = Details(
        **{"legal_name": name, "kind": "ex_partner", "source": "link_worker", **fields}
    )
    return add_person(case_id=case.pk, details=details, by=by, now=timezone.now()).person


def one_person(case, other) -> None:
    """Let the portal say that the participants of two cases are one person."""
    first, second = (Referral.objects.get(pk=one.referral_id).participant for one in (case, other))
    second.person = first.person
    second.save(update_fields=["person"])
    _decided(first, second, MatchAnswer.SAME)


def part(case) -> None:
    """Let the portal say that the participant of a case is a person by themselves again."""
    participant = Referral.objects.get(pk=case.referral_id).participant
    was = Participant.objects.filter(person=participant.person).exclude(pk=participant.pk).first()
    participant.person = participant.own_person
    participant.save(update_fields=["person"])
    _decided(was, participant, MatchAnswer.NOT_SAME)


def _decided(first, second, answer) -> None:
    number = MatchDecision.objects.filter(first_id=first.pk, second_id=second.pk).count() + 1
    MatchDecision.objects.create(
        first_id=first.pk, second_id=second.pk, number=number, answer=answer,
        by=UserFactory(coordinator=True), at=timezone.now(),
    )  # fmt: skip


def speak(case, by, *, person="Jo Example", **fields):
    """Record a contact with a person on a case, by name; None when it is not known who it was.

    A conversation is on contact details that were safe at that moment, unless `fields` names others.
    """
    now = timezone.now()
    used = None
    if person and {"result", "method", "contact_id"}.isdisjoint(fields):
        used = safe_number(case, by, person, fields.get("at", now)).pk
    return add_contact_note(
        **{
            "case_id": case.pk,
            "person_id": person and person_for(case, by, person).pk,
            "contact_id": used,
            "method": "call",
            "result": "spoke",
            "note": "",
            "at": now,
            "alert_ids": [],
            "by": by,
            "now": now,
            **fields,
        }
    )


def safe_number(case, by, person, at) -> SafeContact:
    """Return a number that was safe to call a person on a case at a moment; add it if there is none."""
    who = person_for(case, by, person)
    known = SafeContact.objects.filter(
        case=case, person=who, method="call", safety="safe", retired_at__isnull=True
    )
    contact = known.first() or contact_for(case, by, person=person)
    day = timezone.localdate(at)
    if contact.confirmed_on > day:
        contact.confirmed_on = day
        contact.save(update_fields=["confirmed_on"])
    return contact


def contact_for(case, by, *, person="Jo Example", **fields):
    """Note a safe way to reach a person at risk, by name."""
    return add_safe_contact(
        **{
            "case_id": case.pk,
            "person_id": person_for(case, by, person).pk,
            "method": "call",
            "value": "07700 900456",
            "safety": "safe",
            "when": "weekdays before 3pm",
            "voicemail_ok": False,
            "source": "link_worker",
            "by": by,
            "now": timezone.now(),
            **fields,
        }
    )


def enrolled(worker):
    """Return an enrolment, and the case of its referral, which is the worker's."""
    enrolment = place_somebody(make_cohort())
    open_waiting(now=timezone.now())
    pull(now=timezone.now())
    VictimCase.objects.filter(referral_id=enrolment.referral_id).update(owner=worker)
    return enrolment, VictimCase.objects.get(referral_id=enrolment.referral_id)


def nothing_waits(case_ids, worker) -> None:
    """Give the cases to the worker, calm and without alerts, so that their checks need no look."""
    VictimCase.objects.filter(pk__in=list(case_ids)).update(
        owner=worker, danger_level=Level.NONE, danger_version=DANGER_VERSION
    )
    Alert.objects.filter(case__in=list(case_ids), handled_at__isnull=True).update(
        handled_at=timezone.now(), outcome="done", handled_by=worker
    )
