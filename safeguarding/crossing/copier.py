"""Copy handbacks to the portal: insert each into its table, read it back, then mark it.

Rows are inserted by id, so that a crash or a second copier changes nothing. A handback that cannot
be inserted is marked as failed and holds up no other. No verb of the portal is called. The sweep
compares the rows of both sides.
"""

import datetime as dt
import logging
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.db.models import Model

from cohorts.models import Cohort, ConcernReceipt, Enrolment, Session, SessionCheck
from programmes.models import Venue
from referral_portal.outbox.enums import ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.wake import wake
from referrals.models import KeepApart, Referral, ReleasedCard
from safeguarding.crossing.handbacks import handed_back_at
from safeguarding.crossing.transactions import in_portal
from safeguarding.enums import HandbackKind
from safeguarding.models import Handback, SafeguardingEvent
from safeguarding.recorder import record
from safeguarding.transactions import seeing_all

logger = logging.getLogger(__name__)
BATCH = 200
TABLES = {
    HandbackKind.CARD: ReleasedCard,
    HandbackKind.KEEP_APART: KeepApart,
    HandbackKind.CHECK: SessionCheck,
    HandbackKind.RECEIPT: ConcernReceipt,
    HandbackKind.RELEASE: MessageRelease,
}
# The portal's tables of handbacks hold plain ids; the rows that they name must exist.
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
    """This handback can never be inserted; the argument is a reason code."""


def copy_waiting(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Copy up to `limit` waiting handbacks, and return the number that no longer wait.

    A release stays here until its message may leave: what the portal does not have, it cannot show.
    """
    moment = now.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    with seeing_all():
        waiting = Handback.objects.filter(applied_at__isnull=True, failed_at__isnull=True)
        # Times in the content are UTC, without fractions, so that their texts have their order.
        waiting = waiting.exclude(kind=HandbackKind.RELEASE, payload__not_before__gt=moment)
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
    """Insert a handback into the portal unless it is there, and make sure that it is.

    Raises CannotCopy.
    """
    row = build(handback)
    table = type(row).objects.filter(pk=row.pk)
    try:
        with in_portal():
            if not table.exists():
                row.save(force_insert=True)
    except (IntegrityError, DataError) as error:
        # Another copier may have been faster; otherwise the row will never fit.
        if not table.exists():
            raise CannotCopy("refused by the table") from error
    if not table.exists():
        raise CannotCopy("not there after all")


def build(handback: Handback) -> Model:
    """Return the portal's row for a handback, checked but not saved; the rows it names exist.

    Raises CannotCopy.
    """
    row = row_of(handback)
    for name, model in NAMES.items():
        value = getattr(row, name, None)
        if value and not model.objects.filter(pk=value).exists():
            raise CannotCopy(f"unknown {name}")
    return row


def row_of(handback: Handback) -> Model:
    """Return the portal's row for a handback, without a look at the rows that it names.

    Raises CannotCopy.
    """
    table = TABLES.get(handback.kind)
    if table is None:
        raise CannotCopy("unknown kind")
    values = dict(handback.payload)
    if values.keys() - {field.name for field in table._meta.fields}:
        # Without the field's name: a reason is logged, and the name could be anything.
        raise CannotCopy("unknown field")
    try:
        values = {
            name: table._meta.get_field(name).to_python(value) for name, value in values.items()
        }
        row = table(**values, id=handback.uuid, sequence=handback.sequence)
        row.clean_fields()
    except (ValidationError, ValueError, TypeError, AttributeError) as error:
        raise CannotCopy("not valid") from error
    return row


def mark_applied(handback: Handback, *, now: dt.datetime) -> None:
    """Mark a handback as arrived."""
    with seeing_all():
        Handback.objects.filter(pk=handback.pk, failed_at__isnull=True).update(applied_at=now)


def fail(handback: Handback, reason: str, *, now: dt.datetime) -> None:
    """Mark a handback as failed, with the reason."""
    with seeing_all():
        waiting = Handback.objects.filter(
            pk=handback.pk, applied_at__isnull=True, failed_at__isnull=True
        )
        # Of two copiers, only the first one logs and records this.
        if waiting.update(failed_at=now, reason=reason):
            logger.error(
                "handback not copied", extra={"handback": str(handback.uuid), "reason": reason}
            )
            record("handback.failed", by=None, target=handback, now=now, reason=reason)


def sweep(*, now: dt.datetime) -> tuple[int, int]:
    """Compare the handbacks of the last two weeks on both sides.

    One that was marked as arrived and is missing is copied again. A row of the portal that this side
    did not write goes on record. Returns the number of each.
    """
    since = now - SWEPT
    missing = strangers = 0
    for kind, table in TABLES.items():
        with seeing_all():
            written = Handback.objects.filter(kind=kind, created_at__gte=since)
            ours = dict(written.values_list("uuid", "applied_at"))
        arrived = {pk for pk, applied_at in ours.items() if applied_at}
        # The portal's row has the moment before it, which may be before `since`.
        rows = table.objects.filter(released_at__gte=handed_back_at(since))
        if table is MessageRelease:
            # The portal itself writes the override of a manager.
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
    """Record, once, a row that only this side may write and did not."""
    known = SafeguardingEvent.objects.filter(action=STRANGER, target_id=str(pk))
    if known.exists():
        return
    logger.error(
        "handback of unknown origin", extra={"kind": table._meta.label, "handback": str(pk)}
    )
    record(STRANGER, by=None, target=table(pk=pk), now=now)
