"""Stopping the opener, the copier and the sweep between every two of their steps.

A step is one statement, or one commit where transactions are real. `Killed` stands for kill -9 inside
one process; `child` takes a process of its own and really kills it.
"""

import contextlib
import os
import select
import signal
import time
import warnings
from collections.abc import Callable, Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from cohorts.models import ConcernReceipt, Session, SessionCheck
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import KeepApart, ReleasedCard
from safeguarding.casework.disclosures import issue_card, keep_apart
from safeguarding.casework.session_checks import set_check
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.copier import TABLES
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.handbacks import hand_back
from safeguarding.enums import HandbackKind
from safeguarding.models import (
    Alert,
    Concern,
    Handback,
    OpenedEnvelope,
    OpenFailure,
    SafeguardingEvent,
    SealedNote,
    VictimCase,
)
from safeguarding.transactions import in_safeguarding
from tests.factories.safeguarding import PERSON, decide, make_referral
from tests.patience import A_MINUTE

ALIASES = ("default", "safeguarding")
ANSWERS = (ReleasedCard, KeepApart, SessionCheck, ConcernReceipt, MessageRelease)


class Killed(BaseException):
    """The process ends here: no handler of ours catches this, as none catches a kill."""


@contextlib.contextmanager
def stopped_at(step: int, stop: Callable[[], None]) -> Iterator[list[int]]:
    """Call `stop` in place of the step of that number, counted from 1 on both databases.

    Yields a list whose one number is how many steps there were.
    """
    count = [0]

    def tick() -> None:
        count[0] += 1
        if count[0] == step:
            stop()

    def wrapper(execute, sql, params, many, context):
        tick()
        return execute(sql, params, many, context)

    commit = BaseDatabaseWrapper._commit

    def counted(self):
        tick()
        return commit(self)

    BaseDatabaseWrapper._commit = counted
    try:
        with contextlib.ExitStack() as stack:
            for alias in ALIASES:
                stack.enter_context(connections[alias].execute_wrapper(wrapper))
            yield count
    finally:
        BaseDatabaseWrapper._commit = commit


def die() -> None:
    """End this process inside one."""
    raise Killed


def run(work: Callable, step: int) -> bool:
    """Do `work` and stop at `step`; return whether it got through."""
    with contextlib.suppress(Killed), stopped_at(step, die):
        work(now=timezone.now())
        return True
    return False


def kill_myself() -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def child(work: Callable, step: int = 0, stop: Callable[[], None] = kill_myself) -> int:
    """Do `work` in a process that calls `stop` at `step` (0: never); return the process's id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        # Not closed: the socket is the parent's.
        kept = [connections[alias].connection for alias in ALIASES]
        for alias in ALIASES:
            connections[alias].connection = None
        with stopped_at(step, stop):
            work(now=timezone.now())
        code = 0 if kept else 1
    finally:
        os._exit(code)


def killed_beside(work: Callable, step: int) -> tuple[int, int]:
    """Kill a process that stands at `step` once another has begun; return the ids of both.

    However busy the machine is, the first one does get to its step.
    """
    there, begun = os.pipe(), os.pipe()

    def stand() -> None:
        os.write(there[1], b"!")
        signal.pause()

    dying = child(work, step, stand)
    _heard(there)
    living = child(work, 1, lambda: os.write(begun[1], b"!"))
    _heard(begun)
    os.kill(dying, signal.SIGKILL)
    return dying, living


def _heard(pipe: tuple[int, int]) -> None:
    """Wait until a child has written; one that ends without a word is heard too."""
    os.close(pipe[1])
    assert select.select([pipe[0]], [], [], A_MINUTE)[0], "A child did not get to its step."
    os.close(pipe[0])


def end_of(pid: int) -> int:
    """Wait for a child and return its signal (negative) or exit code."""
    ends = time.monotonic() + A_MINUTE
    while time.monotonic() < ends:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("A child did not come to its end.")


# -- The copier ------------------------------------------------------------------------------------
def every_answer(enrolment, case, by) -> list[Handback]:
    """Write one answer of every kind, and one that names a referral that is nowhere."""
    now = timezone.now()
    session = Session.objects.filter(cohort=enrolment.place.cohort).first()
    message = OutgoingMessage.objects.filter(referral_id=case.referral_id).first()
    message = message or decide(case.referral_id)[1]
    with in_safeguarding():
        bad = hand_back(kind=HandbackKind.KEEP_APART, case=case, payload={
            "referral_id": "7d9f0d5e-0000-4000-8000-000000000000", "ends": False}, by=by, now=now)  # fmt: skip
        receipt = hand_back(kind=HandbackKind.RECEIPT, case=case, payload={
            "concern_id": str(case.pk), "state": "closed"}, by=by, now=now)  # fmt: skip
        release = hand_back(kind=HandbackKind.RELEASE, case=case, payload={
            "message_id": message.pk, "basis": "told",
            "not_before": now.replace(microsecond=0)}, by=by, now=now)  # fmt: skip
    return [
        bad,
        receipt,
        release,
        issue_card(case_id=case.pk, audience="manager", basis="agreed", text="Please ring.",
                   asks_reply=False, expires_on=timezone.localdate(now), by=by, now=now),
        keep_apart(case_id=case.pk, cohort_id=enrolment.place.cohort_id, by=by, now=now),
        set_check(case_id=case.pk, session_id=session.pk, enrolment_id=enrolment.pk,
                     state="green", by=by, now=now),
    ]  # fmt: skip


def check_nothing_half_copied(answers: list[Handback]) -> None:
    """Whatever was interrupted: what is marked as arrived is there, and never both marks."""
    for answer in Handback.objects.filter(pk__in=[row.pk for row in answers]):
        there = TABLES[answer.kind].objects.filter(pk=answer.uuid).count()
        assert there <= 1
        assert there or not answer.applied_at, answer.kind
        assert not (answer.applied_at and answer.failed_at)


def check_all_copied(answers: list[Handback]) -> None:
    """Everything arrived once; the bad one failed, on record once."""
    bad, *good = Handback.objects.filter(pk__in=[row.pk for row in answers]).order_by("sequence")
    assert (bad.applied_at, bad.reason) == (None, "unknown referral_id")
    events = SafeguardingEvent.objects.filter(action="handback.failed", target_id=str(bad.pk))
    assert events.count() == 1
    for answer in good:
        assert answer.applied_at, (answer.kind, answer.reason)
        assert not answer.failed_at
        rows = [model.objects.filter(pk=answer.uuid).count() for model in ANSWERS]
        assert sum(rows) == 1, answer.kind


# -- The opener --------------------------------------------------------------------------------------
def open_and_blank(*, now) -> None:
    """Do what the opener does in one turn."""
    open_waiting(now=now)
    blank_backed_up(now=now)


def every_envelope() -> list:
    """Seal a form, a note and a concern, and a form that cannot be opened."""
    now = timezone.now()
    referral, poisoned = make_referral(), make_referral()
    SealedEnvelope.objects.filter(pk=poisoned.envelope_id).update(blob=b"damaged")
    envelopes = [
        seal_envelope(
            referral_id=referral.pk, kind=kind, parts={kind: seal_part({"text": "Invented"})},
            names=(kind,), now=now,
        )
        for kind in ("note", "concern")
    ]  # fmt: skip
    return [referral, poisoned, *envelopes]


def check_nothing_half_opened(made: list) -> None:
    """What is blank over there is stored here; what is stored is stored whole."""
    referral, _, note, concern = made
    case = VictimCase.objects.filter(referral_id=referral.pk).first()
    stored = {
        pk: OpenedEnvelope.objects.filter(pk=pk).exists()
        for pk in (referral.envelope_id, note.pk, concern.pk)
    }
    for envelope in SealedEnvelope.objects.filter(pk__in=stored):
        assert stored[envelope.pk] or not envelope.opened_at
        assert envelope.opened_at or bytes(envelope.blob)
    assert stored[referral.envelope_id] == bool(case and case.contents)
    assert stored[note.pk] == SealedNote.objects.filter(pk=note.pk).exists()
    receipts = Handback.objects.filter(kind=HandbackKind.RECEIPT, target=str(concern.pk)).count()
    alerts = Alert.objects.filter(source=f"concern:{concern.pk}").count()
    assert stored[concern.pk] == Concern.objects.filter(pk=concern.pk).exists()
    assert int(stored[concern.pk]) == receipts == alerts


def check_all_opened(made: list) -> None:
    """Everything is stored once and blank over there; the damaged one is on record once."""
    check_nothing_half_opened(made)
    referral, poisoned, note, concern = made
    case = VictimCase.objects.get(referral_id=referral.pk)
    assert case.contents["person"] == PERSON
    assert case.alerts.filter(kind="new_case").count() == 1
    assert VictimCase.objects.get(referral_id=poisoned.pk).contents is None
    assert OpenFailure.objects.filter(pk=poisoned.envelope_id).count() == 1
    events = SafeguardingEvent.objects.filter(
        action="envelope.failed", target_id=str(poisoned.envelope_id)
    )
    assert events.count() == 1
    waiting = SealedEnvelope.objects.filter(
        pk__in=[referral.envelope_id, note.pk, concern.pk], opened_at__isnull=True
    )
    assert not waiting.exists()
    emptied = OpenedEnvelope.objects.filter(pk__in=[referral.envelope_id, note.pk, concern.pk])
    full = SealedEnvelope.objects.filter(pk__in=list(emptied.values_list("pk", flat=True)))
    assert not full.exclude(blob=b"").exists()
    assert not emptied.filter(blanked_at=None).exists()
