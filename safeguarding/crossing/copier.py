"""Carrying answers over: each is inserted into its table of the portal, read back, then marked.

Inserted by id, so that a crash or a second copier changes nothing; one that cannot be inserted is
marked failed with its reason and holds nobody up. No verb of the portal is ever called. The sweep
compares both sides, both ways.
"""

import datetime as dt
import logging
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.db.models import F, Model

from cohorts.models import Cohort, ConcernReceipt, Enrolment, Session, SessionCheck
from programmes.models import Venue
from referral_portal.outbox.enums import ReleaseBasis
from referral_portal.outbox.models import Heartbeat, MessageRelease, OutgoingMessage
from referral_portal.outbox.wake import wake
from referrals.models import KeepApart, Referral, ReleasedCard
from safeguarding.crossing.handbacks import answered_at
from safeguarding.enums import HandbackKind
from safeguarding.models import Handback, PullCursor, SafeguardingEvent
from safeguarding.recorder import record
from safeguarding.transactions import in_portal, seeing_all

logger = logging.getLogger(__name__)
BATCH = 200
HEARTBEAT = "releases"
TABLES = {
    HandbackKind.CARD: ReleasedCard,
    HandbackKind.KEEP_APART: KeepApart,
    HandbackKind.CHECK: SessionCheck,
    HandbackKind.RECEIPT: ConcernReceipt,
    HandbackKind.RELEASE: MessageRelease,
}
# The portal's answer tables hold plain ids; what they name must exist all the same.
NAMES = {
    "referral_id": Referral,
    "other_referral_id": Referral,
    "cohort_id": Cohort,
    "venue_id": Venue,
    "session_id": Session,
    "enrolment_id": Enrolment,
    "message_id": OutgoingMessage,
}
SWEPT = dt.timedelta(days=14)
STRANGER = "handback.stranger"


class CannotCopy(Exception):
    """This answer can never be inserted; the argument is a reason code."""


def copy_waiting(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Carry up to `limit` waiting answers over and return how many were dealt with."""
    with seeing_all():
        waiting = Handback.objects.filter(applied_at__isnull=True, failed_at__isnull=True)
        done = list(waiting.order_by("sequence")[:limit])
    for handback in done:
        try:
            copy(handback)
        except CannotCopy as failure:
            fail(handback, failure.args[0], now=now)
        else:
            mark_applied(handback, now=now)
    if settings.HAS_PORTAL and any(row.kind == HandbackKind.RELEASE for row in done):
        wake("outbox.drain")
    return len(done)


def copy(handback: Handback) -> None:
    """Insert an answer into the portal unless it is there, and make sure that it is.

    Raises CannotCopy.
    """
    row = build(handback)
    table = type(row).objects.filter(pk=row.pk)
    try:
        with in_portal():
            if not table.exists():
                row.save(force_insert=True)
    except (IntegrityError, DataError) as error:
        # Another copier may have been faster; else it will never fit.
        if not table.exists():
            raise CannotCopy("refused by the table") from error
    if not table.exists():
        raise CannotCopy("not there after all")


def build(handback: Handback) -> Model:
    """Return the portal's row for an answer, checked but not saved.

    Raises CannotCopy.
    """
    table = TABLES.get(handback.kind)
    if table is None:
        raise CannotCopy("unknown kind")
    values = dict(handback.payload)
    if values.keys() - {field.name for field in table._meta.fields}:
        # Not which: a reason is logged, and names are in nobody's hands here.
        raise CannotCopy("unknown field")
    try:
        values = {
            name: table._meta.get_field(name).to_python(value) for name, value in values.items()
        }
        row = table(**values, id=handback.uuid, sequence=handback.sequence)
        row.clean_fields()
    except (ValidationError, ValueError, TypeError, AttributeError) as error:
        raise CannotCopy("not valid") from error
    for name, model in NAMES.items():
        if values.get(name) and not model.objects.filter(pk=values[name]).exists():
            raise CannotCopy(f"unknown {name}")
    return row


def mark_applied(handback: Handback, *, now: dt.datetime) -> None:
    """Note that an answer has arrived."""
    with seeing_all():
        Handback.objects.filter(pk=handback.pk, failed_at__isnull=True).update(applied_at=now)


def fail(handback: Handback, reason: str, *, now: dt.datetime) -> None:
    """Note that an answer cannot arrive, and why."""
    with seeing_all():
        waiting = Handback.objects.filter(
            pk=handback.pk, applied_at__isnull=True, failed_at__isnull=True
        )
        # Of two copiers at once one is first, and it alone writes this down.
        if waiting.update(failed_at=now, reason=reason):
            logger.error(
                "answer not copied", extra={"answer": str(handback.uuid), "reason": reason}
            )
            record("handback.failed", by=None, target=handback, now=now, reason=reason)


def sweep(*, now: dt.datetime) -> tuple[int, int]:
    """Compare the answers of the last two weeks on both sides.

    What was marked as arrived and is missing is copied again. A row of the portal that nobody here
    wrote goes on record. Returns how many of each.
    """
    since = now - SWEPT
    missing = strangers = 0
    for kind, table in TABLES.items():
        with seeing_all():
            written = Handback.objects.filter(kind=kind, created_at__gte=since)
            ours = dict(written.values_list("uuid", "applied_at"))
        arrived = {pk for pk, applied_at in ours.items() if applied_at}
        # Over there an answer bears the start of its batch, which may lie before `since`.
        rows = table.objects.filter(released_at__gte=answered_at(since))
        if table is MessageRelease:
            # Written by the portal itself: a manager's override.
            rows = rows.exclude(basis=ReleaseBasis.OVERRIDE)
        there = set(rows.values_list("pk", flat=True))
        lost = arrived - there
        foreign = there - ours.keys()
        with seeing_all():
            Handback.objects.filter(uuid__in=lost).update(applied_at=None)
            older = Handback.objects.filter(uuid__in=foreign)
            foreign -= set(older.values_list("uuid", flat=True))
        for pk in foreign:
            report_stranger(table, pk, now=now)
        missing += len(lost)
        strangers += len(foreign)
    return missing, strangers


def report_stranger(table: type[Model], pk: uuid.UUID, *, now: dt.datetime) -> None:
    """Put on record, once, a row that only this side may write and did not."""
    known = SafeguardingEvent.objects.filter(action=STRANGER, target_id=str(pk))
    if known.exists():
        return
    logger.error("answer of nobody", extra={"kind": table._meta.label, "answer": str(pk)})
    record(STRANGER, by=None, target=table(pk=pk), now=now)


def give_sign_of_life(*, now: dt.datetime) -> None:
    """Update the one row by which the portal knows that this side is awake."""
    PullCursor.objects.get_or_create(pk=HEARTBEAT)
    PullCursor.objects.filter(pk=HEARTBEAT).update(position=F("position") + 1)
    sequence = PullCursor.objects.get(pk=HEARTBEAT).position
    with in_portal():
        rows = Heartbeat.objects.filter(pk=HEARTBEAT)
        newer = rows.filter(sequence__lt=sequence).update(sequence=sequence, at=now)
        if not newer and not rows.exists():
            Heartbeat.objects.create(pk=HEARTBEAT, sequence=sequence, at=now)
