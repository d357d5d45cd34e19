"""Take a synthetic referral through this side: opened, on the worklist, released, handed back.

Each step is done for real by the process whose step it is, with its rights and keys, and taken back
in the same transaction. So no case, alert, handback or message of a synthetic referral can be in a
list or a figure. What stays is a row of its own.

Only the sealed content says that a referral is synthetic, and the portal seals that only for a round
of its own. The release here lets nothing go but such a row.
"""

import datetime as dt
import logging
import uuid
from enum import StrEnum

from django.conf import settings

from referral_portal.common.refusals import Refusal
from referral_portal.common.rehearsal import taken_back
from referral_portal.outbox.enums import ReleaseBasis
from referrals.models import Referral, SyntheticReturn, SyntheticRound
from safeguarding.crossing.alerts import fill_case, start_case
from safeguarding.crossing.copier import row_of
from safeguarding.crossing.handbacks import hand_back
from safeguarding.crossing.transactions import in_portal
from safeguarding.enums import HandbackKind
from safeguarding.models import Alert, SyntheticCase, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.router import ALIAS
from safeguarding.transactions import acting_as, reaching_all, seeing_all

logger = logging.getLogger(__name__)
BATCH = 20
# A link worker who has no row: they see the cases that no link worker has taken.
NEWCOMER = 0


class Step(StrEnum):
    """Where a synthetic referral stands on this side: the step that is still to be done."""

    WORKLIST = "worklist"
    HANDBACK = "handback"
    WHOLE = "whole"


class NotSynthetic(Refusal):
    """A release without a link worker was asked for something that is not synthetic."""

    def __init__(self):
        super().__init__("Only a synthetic referral is released without a link worker.")


def round_of(referral_id: uuid.UUID, envelope_id: uuid.UUID) -> SyntheticRound | None:
    """Return the portal's round of an envelope, or None where it has been forgotten already."""
    rounds = SyntheticRound.objects.filter(referral_id=referral_id, envelope_id=envelope_id)
    return rounds.first()


def keep(synthetic: SyntheticRound, parts: dict[str, dict], *, now: dt.datetime) -> None:
    """Store an opened envelope as a case would be, take that back, and keep a row of its own.

    The caller holds the opener's transaction. A failure leaves no row, so that the round stays
    where it is, and holds up no other envelope.
    """
    case = SyntheticCase(
        pk=synthetic.referral_id, reference=synthetic.reference, contents=parts, opened_at=now
    )
    try:
        with taken_back(ALIAS):
            _make_case(case, now)
    except Exception as error:  # noqa: BLE001 - no error of a rehearsal may hold up a real envelope
        logger.error("synthetic round", extra={"step": "open", "kind": type(error).__name__})
        return
    if not SyntheticCase.objects.filter(pk=case.pk).exists():
        case.save(force_insert=True)


def _make_case(synthetic: SyntheticCase, now: dt.datetime) -> VictimCase:
    case = start_case(referral_id=synthetic.pk, reference=synthetic.reference, now=now)
    fill_case(case, synthetic.contents)
    return case


def show(*, now: dt.datetime) -> int:
    """Look whether each synthetic referral would be on the worklist; return how many are seen now."""
    waiting = list(SyntheticCase.objects.filter(seen_at__isnull=True)[:BATCH])
    seen = [case.pk for case in waiting if is_on_worklist(case, now)]
    SyntheticCase.objects.filter(pk__in=seen).update(seen_at=now)
    if len(seen) < len(waiting):
        logger.error("synthetic round", extra={"step": "worklist"})
    return len(seen)


def is_on_worklist(synthetic: SyntheticCase, now: dt.datetime) -> bool:
    """Make the case, ask for it as the worklist of a link worker does, and take it back."""
    with acting_as(NEWCOMER), taken_back(ALIAS):
        with reaching_all():
            case = _make_case(synthetic, now)
        newcomer = Worker(pk=NEWCOMER)
        parts = Alert.objects.visible_to(newcomer).on_worklist_of(newcomer)
        return any(part.filter(case=case.pk).exists() for part in parts)


def return_seen(*, now: dt.datetime) -> int:
    """Release and hand back what was seen on the worklist, and return how many."""
    seen = SyntheticCase.objects.filter(seen_at__isnull=False, returned_at__isnull=True)
    waiting = list(seen.values_list("pk", flat=True)[:BATCH])
    for number in waiting:
        release(number, now=now)
    return len(waiting)


def release(referral_id: uuid.UUID, *, now: dt.datetime) -> None:
    """Write the handback of a release on both sides, take both back, and tell the portal's round.

    Raises NotSynthetic for everything that is not a synthetic referral which was on the worklist. The
    message of the handback has an id that no message has, so it could let none go.
    """
    with seeing_all():
        found = SyntheticCase.objects.select_for_update()
        case = found.filter(pk=referral_id, seen_at__isnull=False).first()
        if case is None or is_real(referral_id):
            raise NotSynthetic
        with taken_back(ALIAS):
            message = uuid.uuid4()
            handback = hand_back(
                kind=HandbackKind.RELEASE,
                case=_make_case(case, now),
                target=str(message),
                payload={
                    "message_id": message,
                    "basis": ReleaseBasis.TOLD,
                    "not_before": now.replace(microsecond=0),
                },
                by=None,
                now=now,
            )
            row = row_of(handback)
    with in_portal():
        with taken_back():
            row.save(force_insert=True)
        SyntheticReturn.objects.get_or_create(pk=referral_id, defaults={"at": now})
    with seeing_all():
        mine = SyntheticCase.objects.filter(pk=referral_id, returned_at__isnull=True)
        if mine.update(returned_at=now):
            record("synthetic.release", by=None, target=case, now=now)


def is_real(referral_id: uuid.UUID) -> bool:
    """Return whether there is a case or a referral with this id; the caller sees every case."""
    case = VictimCase.objects.filter(referral_id=referral_id)
    return case.exists() or Referral.objects.filter(pk=referral_id).exists()


def forget(*, now: dt.datetime) -> int:
    """Delete the rows whose time is over, and return how many."""
    before = now - dt.timedelta(hours=settings.SYNTHETIC_KEEP_HOURS)
    return SyntheticCase.objects.filter(opened_at__lte=before).delete()[0]


def newest() -> tuple[dt.datetime | None, Step | None]:
    """Return when the last whole round was handed back, and the step at which the newest stands."""
    if not settings.SYNTHETIC_MINUTES:
        return None, None
    rows = SyntheticCase.objects.defer("contents")
    back = rows.filter(returned_at__isnull=False).order_by("-returned_at")
    last = rows.order_by("-opened_at").first()
    return back.values_list("returned_at", flat=True).first(), last and step_of(last)


def step_of(case: SyntheticCase) -> Step:
    """Return the step that is still to be done."""
    if case.returned_at:
        return Step.WHOLE
    return Step.HANDBACK if case.seen_at else Step.WORKLIST
