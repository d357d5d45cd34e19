"""The rows of the safeguarding side: a case for every referral, its contacts, alerts and answers.

Alerts older than a few days have been handled. New cases, decisions of the last day and absences of the
last days are on the worklist, as on any morning.
"""

import datetime as dt
import itertools
import json
import uuid

from benchmarks.copying import Table
from benchmarks.delivery import Delivery
from benchmarks.desk import Desk
from benchmarks.invented import Inventor
from benchmarks.lives import Life
from cohorts.models import Attendance
from referral_portal.common.chain import START
from referrals.enums import Route
from referrals.models import StatusChange
from referrals.transitions import TOLD_FIRST
from safeguarding.crossing.portal_feed import CHANGES, MARKS
from safeguarding.enums import (
    ALERTING_MARKS,
    URGENCY,
    AlertKind,
    AlertOutcome,
    Cause,
    HandbackKind,
    LinkSource,
    Method,
    Relationship,
    Result,
    Safety,
    Shown,
    Source,
)
from safeguarding.models import (
    AccessRecord,
    Alert,
    ContactNote,
    Handback,
    OpenedEnvelope,
    PersonAtRisk,
    PersonOnCase,
    PullCursor,
    SafeContact,
    VictimCase,
    Worker,
)

CASES_PER_WORKER = 500
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
HANDLED_AFTER = 3 * DAY
MODELS = (
    OpenedEnvelope, VictimCase, Alert, PersonAtRisk, PersonOnCase, SafeContact, ContactNote,
    Handback, AccessRecord,
)  # fmt: skip


def workers(referrals: int, now: dt.datetime) -> list[int]:
    """Make enough link workers for this many referrals; return their ids."""
    for number in range(1, max(2, referrals // CASES_PER_WORKER) + 1):
        name = f"bench-worker-{number}"
        Worker.objects.get_or_create(
            username=name,
            defaults={"name": f"Invented {name}", "password": "!", "created_at": now},
        )
    return list(Worker.objects.order_by("pk").values_list("pk", flat=True))


class FarSide:
    """Fill the tables of safeguarding."""

    def __init__(self, referrals: int, inventor: Inventor, now: dt.datetime) -> None:
        self.inventor, self.now = inventor, now
        self.workers = workers(referrals, now)
        self.tables = {model: Table(model) for model in MODELS}
        self._cases: dict[uuid.UUID, tuple[uuid.UUID, int | None]] = {}

    def write(self, life: Life, envelope_id: uuid.UUID, desk: Desk) -> None:
        """Write the case of one referral and the alerts of its decisions and its ending."""
        pick = self.inventor.random
        opened_at = life.submitted_at + MINUTE
        owner = None if life.fate == "new" else pick.choice(self.workers)
        case = self.inventor.uuid()
        self._cases[life.id] = case, owner
        self.tables[OpenedEnvelope].add(
            id=envelope_id, kind="referral", stored_at=opened_at, blanked_at=opened_at
        )
        self.tables[VictimCase].add(
            id=case, referral_id=life.id, reference=life.reference, opened_at=opened_at,
            owner_id=owner,
            contents=desk.contents[Route.AGENCY if life.is_agency else Route.SELF],
        )  # fmt: skip
        if owner:
            self._contacts(case, owner, opened_at)
        outcome = AlertOutcome.TAKEN if owner else None
        self._alert(life, AlertKind.NEW_CASE, f"case:{life.id}", opened_at, {}, outcome)
        waiting = desk.waiting.get(life.id, [])
        for step in life.steps:
            if step.verb in TOLD_FIRST:
                unsent = waiting if self.now - step.at < DAY else []
                detail = {"messages": unsent, "event": step.verb}
                cause = f"tell:{life.id}:{step.at.astimezone(dt.UTC).isoformat()}"
                told = None if unsent else AlertOutcome.TOLD
                self._alert(life, AlertKind.TELL_FIRST, cause, step.at, detail, told)
        if life.is_over():
            detail = {"status": life.status, "code": life.steps[-1].code}
            cause = f"ending:{desk.changes[life.id]}"
            self._alert(life, AlertKind.ENDING, cause, life.last_at, detail, AlertOutcome.DONE)
        for message, at in desk.released.get(life.id, []):
            self._release(case, owner, message, at)

    def write_absences(self, delivery: Delivery) -> None:
        """Write the alerts of the registers; the newest have not been handled."""
        for life, mark, cause, session in delivery.absences:
            detail = {
                "mark": mark, "session": session.number, "starts_at": session.starts_at.isoformat(),
            }  # fmt: skip
            is_old = self.now - session.ends_at > HANDLED_AFTER
            outcome = AlertOutcome.TOLD if is_old else None
            self._alert(life, ALERTING_MARKS[mark], cause, session.ends_at, detail, outcome)
        delivery.absences.clear()
        self._cases.clear()

    def _alert(
        self, life: Life, kind: AlertKind, cause: str, at: dt.datetime, detail: dict,
        outcome: AlertOutcome | None,
    ) -> None:  # fmt: skip
        case, owner = self._cases[life.id]
        self.tables[Alert].add(
            kind=kind, urgency=URGENCY[kind], source=cause, case_id=case,
            detail=json.dumps(detail), raised_at=at, outcome=outcome,
            handled_at=min(at + DAY / 2, self.now) if outcome else None,
            handled_by_id=owner if outcome else None,
        )  # fmt: skip

    def _contacts(self, case: uuid.UUID, owner: int, opened_at: dt.datetime) -> None:
        pick, at = self.inventor.random, opened_at + DAY / 4
        person = self.inventor.uuid()
        self.tables[PersonAtRisk].add(
            id=person, legal_name=self.inventor.name(), added_by_id=owner, added_at=at
        )
        self.tables[PersonOnCase].add(
            case_id=case, person_id=person, kind=Relationship.EX_PARTNER, source=LinkSource.AGENCY,
            added_by_id=owner, added_at=at,
        )  # fmt: skip
        if pick.random() < 0.7:
            self.tables[SafeContact].add(
                case_id=case, person_id=person, method=Method.CALL,
                value=self.inventor.phone(), safety=Safety.SAFE,
                when="Weekdays, mornings", voicemail_ok=False, source=Source.LINK_WORKER,
                confirmed_on=at.date(), added_by_id=owner, added_at=at, retired_at=None,
            )  # fmt: skip
        for result in itertools.islice((Result.NO_ANSWER, Result.SPOKE), pick.randint(1, 2)):
            self.tables[ContactNote].add(
                case_id=case, person_id=person, method=Method.CALL, result=result,
                note="Invented words.", at=at, by_id=owner, written_at=at,
            )  # fmt: skip
        look = AccessRecord(
            worker_id=owner, at=at, what=Shown.CASE, page="case", case_id=case, case_ids=[],
            number=1, previous=START,
        )  # fmt: skip
        self.tables[AccessRecord].add(
            worker_id=owner, at=at, what=look.what, page=look.page, case_id=case, case_ids="[]",
            number=look.number, previous=look.previous, digest=look.expected_digest(),
        )  # fmt: skip

    def _release(self, case: uuid.UUID, owner: int | None, message: str, at: dt.datetime) -> None:
        payload = {"message_id": message, "basis": "told", "released_at": at.isoformat()}
        table = self.tables[Handback]
        table.add(
            uuid=self.inventor.uuid(), kind=HandbackKind.RELEASE, target=message, case_id=case,
            payload=json.dumps(payload), cause=Cause.ANSWER, by_id=owner, created_at=at,
            applied_at=at + MINUTE, failed_at=None, reason="",
        )  # fmt: skip


def note_how_far() -> None:
    """Record that every loaded row has been read, so that the worklist finds nothing new."""
    for name, model in ((CHANGES, StatusChange), (MARKS, Attendance)):
        last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        PullCursor.objects.update_or_create(pk=name, defaults={"position": last})
