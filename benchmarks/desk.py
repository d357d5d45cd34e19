"""The rows of referrals: people, envelopes, answers, history, audit, messages.

Every envelope was opened and blanked within a minute. Decisions were released and sent, except those of
the last day, which are waiting.
"""

import datetime as dt
import functools
import json
import uuid
from collections import Counter

from django.conf import settings

from benchmarks import paperwork
from benchmarks.casework import Casework
from benchmarks.copying import Table
from benchmarks.invented import Inventor
from benchmarks.lives import Life
from benchmarks.reference import Reference
from programmes.clocks import Clocks
from referral_portal.audit.models import AuditEvent
from referral_portal.common.dates import local_today
from referral_portal.outbox.enums import Audience, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.sealing.models import SealedEnvelope
from referrals.clocks import moments
from referrals.danger_signs import DANGER_VERSION, Level
from referrals.enums import RANKED, AttendanceBasis, Route
from referrals.models import (
    DangerCheck,
    EligibilityCheck,
    Participant,
    Person,
    Referral,
    Referrer,
    StatusChange,
    search_keys,
)

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
# The message of each verb.
EVENTS = {"accept": "accepted", "decline": "declined", "complete": "ended", "remove": "ended",
          "withdraw": "ended"}  # fmt: skip
DANGER = {Level.SAME_DAY: 0.2, Level.SOON: 0.5, Level.NOTED: 0.2, Level.NONE: 0.1}
MODELS = (
    Person, Participant, Referrer, SealedEnvelope, Referral, DangerCheck, EligibilityCheck, StatusChange, AuditEvent,
    OutgoingMessage, MessageRelease,
)  # fmt: skip


class Desk:
    """Fill the tables of referrals, sealing, outbox and audit."""

    def __init__(self, reference: Reference, inventor: Inventor, now: dt.datetime) -> None:
        self.reference, self.inventor, self.now = reference, inventor, now
        self.casework = Casework(reference, inventor, now)
        self.tables = {model: Table(model) for model in MODELS} | self.casework.tables
        setting = paperwork.form_setting(now.date(), reference.referrers[0][0])
        self.answers, self.as_sent = paperwork.answers(setting), paperwork.as_sent(setting)
        self.contents = paperwork.sealed_parts(setting)
        self.checks = paperwork.checks(now)
        self.kinds: Counter[object] = Counter()
        # For the other side: the ids of waiting and released messages, and the last change.
        self.waiting: dict[uuid.UUID, list[str]] = {}
        self.released: dict[uuid.UUID, list[tuple[str, dt.datetime]]] = {}
        self.changes: dict[uuid.UUID, int] = {}
        self._texts = functools.cache(paperwork.texts)

    def write(self, life: Life) -> uuid.UUID:
        """Write everything about one referral on this side; return the id of its envelope."""
        pick = self.inventor.random
        route = Route.AGENCY if life.is_agency else Route.SELF
        version = self.reference.versions.get(life.programme)
        participant, email, sort_name = self._participant(life.person)
        referrer, referrer_email = self._referrer() if life.is_agency else (None, "")
        mandated = bool(version and version.accepts_mandated and pick.random() < 0.5)
        basis = AttendanceBasis.REHABILITATION_ACTIVITY if mandated else AttendanceBasis.VOLUNTARY
        envelope = self._envelope(life)
        level = self.inventor.pick(DANGER)
        due = moments(level, life.submitted_at, Clocks(**settings.CLOCKS))
        self.tables[Referral].add(
            id=life.id, reference=life.reference, route=route, pathway=life.pathway,
            status=life.status, participant_id=participant, referrer_id=referrer,
            envelope_id=envelope, district_id=self._district(life),
            programme_id=version.programme_id if version else None, attendance_basis=basis,
            answers=self.answers[route], as_sent=self.as_sent[route], wants_call="[]",
            sort_name=sort_name,
            needs_prompt_call=pick.random() < 0.05, submitted_at=life.submitted_at,
            due_on=local_today(due.decision), due_at=due.decision, danger_level=level,
            danger_version=DANGER_VERSION,
            status_at=life.last_at, ended_at=life.last_at if life.is_over() else None,
            ending_code=life.steps[-1].code if life.is_over() else None, version=len(life.steps),
            **self.casework.write(life, due, level),
        )  # fmt: skip
        self.tables[DangerCheck].add(
            referral_id=life.id, at=life.submitted_at, version=DANGER_VERSION,
            signs=paperwork.signs(level),
        )  # fmt: skip
        check = pick.choice(self.checks[life.pathway])
        self.tables[EligibilityCheck].add(referral_id=life.id, at=life.submitted_at, **check)
        to = referrer_email or email
        audience = Audience.REFERRER if life.is_agency else Audience.PARTICIPANT
        self._message(life, "receipt", audience, to, life.submitted_at)
        mailbox = (
            settings.COORDINATOR_EMAIL_AGENCY if life.is_agency else settings.COORDINATOR_EMAIL_SELF
        )
        self._message(life, "alert", Audience.STAFF, mailbox, life.submitted_at)
        for number, step in enumerate(life.steps, start=1):
            self._step(life, number, step)
            if step.verb in EVENTS:
                self._message(life, EVENTS[step.verb], Audience.PARTICIPANT, email, step.at)
        return envelope

    def _district(self, life: Life) -> int:
        """Return one after the other, so that every district has some in the queue and in each status."""
        kind = RANKED if life.status in RANKED else life.status
        self.kinds[kind] += 1
        return self.reference.districts[self.kinds[kind] % len(self.reference.districts)]

    def forget(self) -> None:
        """Drop the notes for the other side, once it has written its rows."""
        for kept in (self.waiting, self.released, self.changes):
            kept.clear()

    def _participant(self, person: uuid.UUID) -> tuple[int, str, str]:
        invent, pick = self.inventor, self.inventor.random
        name = invent.name()
        table = self.tables[Participant]
        email = f"invented.{table.total + pick.randrange(10**9)}@example.org"
        # No country has this code. There are too few numbers for drama: everyone would match.
        phone = f"+999{pick.randrange(10**9):09}"
        self.tables[Person].add(id=person)
        keys = search_keys(name=name, phone=phone, email=email)
        number = table.add(
            own_person_id=person, person_id=person, name=name, known_as="", pronouns="",
            born_on=invent.birthday(self.now.date()),
            address=f"{pick.randint(1, 99)} Example Street", postcode=invent.postcode(),
            phone=phone, email=email,
            may_leave_message=pick.random() < 0.5, phone_is_shared=pick.random() < 0.1,
            best_time="", compared_at=self.now, **keys,
        )  # fmt: skip
        return number, email, keys["search_name"]

    def _referrer(self) -> tuple[int, str]:
        account, agency = self.inventor.random.choice(self.reference.referrers)
        email = f"worker.{account}@example.org"
        number = self.tables[Referrer].add(
            account_id=account, agency_id=agency, name=self.inventor.name(),
            job_title="Support worker", team="", email=email, phone=self.inventor.phone(),
            manager="",
        )  # fmt: skip
        return number, email

    def _envelope(self, life: Life) -> uuid.UUID:
        number = self.inventor.uuid()
        self.tables[SealedEnvelope].add(
            id=number, blob=b"", sealed_at=life.submitted_at, opened_at=life.submitted_at + MINUTE
        )
        return number

    def _step(self, life: Life, number: int, step) -> None:
        by = None
        if step.verb not in {"submit", "start"}:
            by = self.inventor.random.choice(self.reference.coordinators)
        words = "Invented words for the file." if by else ""
        self.changes[life.id] = self.tables[StatusChange].add(
            referral_id=life.id, number=number, verb=step.verb, from_status=step.source,
            to_status=step.target, code=step.code, words=words,
            risk_holder="", at=step.at, by_id=by,
        )  # fmt: skip
        data = {"source": step.source, "to": step.target, "code": step.code}
        self.tables[AuditEvent].add(
            at=step.at, action=f"referral.{step.verb}", actor_id=by,
            actor_kind="account" if by else "system", target_kind="referrals.referral",
            target_id=life.id, data=json.dumps(data),
        )  # fmt: skip

    def _message(self, life: Life, event: str, audience: str, to: str, at: dt.datetime) -> None:
        """Add a message: a decision of the last day is waiting for release, any other has been sent."""
        is_decision = event in EVENTS.values()
        waits = is_decision and self.now - at < DAY
        number, template = self.inventor.uuid(), f"referrals/{event}_{audience}"
        subject, body = self._texts(template)
        self.tables[OutgoingMessage].add(
            id=number, key=f"{event}:{audience}:{life.id}:{at.timestamp():.6f}", template=template,
            to_address=to, subject=subject, body=body.replace(paperwork.NOBODY, life.reference),
            status=MessageStatus.WAITING_RELEASE if waits else MessageStatus.SENT, created_at=at,
            due_at=at, lease_until=None, attempts=0 if waits else 1,
            sent_at=None if waits else at + 5 * MINUTE, failure="", audience=audience,
            event=f"{event}_{audience}", referral_id=life.id,
        )  # fmt: skip
        if waits:
            self.waiting.setdefault(life.id, []).append(str(number))
        elif is_decision:
            self.tables[MessageRelease].add(
                id=self.inventor.uuid(), message_id=number, basis=ReleaseBasis.TOLD, not_before=at,
                sequence=0, released_at=at + 2 * MINUTE,
            )  # fmt: skip
            self.released.setdefault(life.id, []).append((str(number), at + 2 * MINUTE))
