"""Opening a case that is not one's own, with a second person; and keeping somebody away from one.

Asking gets the same answer whether there is such a case or not. Both verbs of opening run in a
transaction of their own that reaches every case; nothing of the case is shown by them.
"""

import datetime as dt
import uuid

from django.conf import settings

from safeguarding.casework.cases import NotPossible, locked_case
from safeguarding.crossing.alerts import Cause, raise_alerts
from safeguarding.enums import AlertKind, Shown
from safeguarding.models import CaseOpening, Exclusion, VictimCase, Worker
from safeguarding.recorder import record, record_access
from safeguarding.transactions import in_safeguarding, seeing_all

PAGE = "opening"


def lasts() -> dt.timedelta:
    """Return how long an opening lasts, and how long a request waits for a second person."""
    return dt.timedelta(hours=settings.BREAK_GLASS_HOURS)


def ask_to_open(*, reference: str, reason: str, by: Worker, now: dt.datetime) -> None:
    """Ask to open the case of a reference; a second person is shown the request.

    Says nothing about whether there is one. Whoever is excluded, or may open it anyway, asks for
    nothing; that they tried is on record.
    """
    with seeing_all():
        case = VictimCase.objects.filter(reference=reference).first()
        if case is None or VictimCase.objects.visible_to(by).filter(pk=case.pk).exists():
            record_access(worker=by, what=Shown.REFUSED, page=PAGE, now=now)
            return
        record_access(worker=by, what=Shown.REFUSED, page=PAGE, case=case, now=now)
        if is_excluded(case, by) or open_requests(now=now).filter(case=case, worker=by).exists():
            return
        opening = CaseOpening.objects.create(case=case, worker=by, reason=reason, asked_at=now)
        record("opening.ask", by=by, target=opening, now=now, case=case.pk)


def decide_opening(*, opening_id: int, agrees: bool, by: Worker, now: dt.datetime) -> None:
    """Agree to a request, or do not: it is open for BREAK_GLASS_HOURS and its link worker is told.

    Raises NotPossible: for one's own request, one that is not waiting, or somebody excluded.
    """
    with seeing_all():
        waiting = requests_for(by, now=now).select_for_update(of=("self",))
        opening = waiting.filter(pk=opening_id).first()
        if opening is None:
            raise NotPossible("This request does not wait for you.")
        case = opening.case
        if is_excluded(case, opening.worker):
            raise NotPossible("This request does not wait for you.")
        opening.decided_by, opening.decided_at = by, now
        opening.expires_at = now + lasts() if agrees else None
        opening.save(update_fields=["decided_by", "decided_at", "expires_at"])
        if agrees:
            cause = Cause(
                AlertKind.OPENED,
                f"opening:{opening.pk}",
                case.referral_id,
                now,
                {"until": opening.expires_at.isoformat()},
            )
            raise_alerts({case.referral_id: case}, [cause], now=now)
        action = "opening.agree" if agrees else "opening.refuse"
        record(action, by=by, target=opening, now=now, case=case.pk, worker=opening.worker_id)


def open_requests(*, now: dt.datetime):
    """Return the requests that nobody has decided and that have not lapsed."""
    return CaseOpening.objects.filter(decided_at__isnull=True, asked_at__gt=now - lasts())


def requests_for(worker: Worker, *, now: dt.datetime):
    """Return the requests that `worker` may decide: not their own, of no case closed to them."""
    closed = worker.exclusions.filter(ended_at__isnull=True).values("case")
    return open_requests(now=now).exclude(worker=worker).exclude(case__in=closed)


def listed(worker: Worker, *, now: dt.datetime) -> tuple[list[CaseOpening], list[CaseOpening]]:
    """Return the requests that `worker` may decide, and their own openings that last.

    References and reasons of others' cases are read here, and nothing else of them.
    """
    with seeing_all():
        asked = requests_for(worker, now=now).select_related("case", "worker").order_by("asked_at")
        own = CaseOpening.objects.filter(worker=worker, expires_at__gt=now).select_related("case")
        closed = worker.exclusions.filter(ended_at__isnull=True).values("case")
        return list(asked), list(own.exclude(case__in=closed).order_by("expires_at"))


def is_excluded(case: VictimCase, worker: Worker) -> bool:
    """Return whether a case is closed to somebody."""
    return case.exclusions.filter(worker=worker, ended_at__isnull=True).exists()


def exclude(
    *, case_id: uuid.UUID, worker: Worker, reason: str, by: Worker, now: dt.datetime
) -> Exclusion:
    """Close a case to somebody; for the manager. Raises NotPossible."""
    if not by.is_manager:
        raise NotPossible("Only the manager closes a case to somebody.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        if case.owner_id == worker.pk:
            raise NotPossible("This person has the case. Give it to somebody else first.")
        if is_excluded(case, worker):
            raise NotPossible("The case is closed to this person already.")
        exclusion = Exclusion.objects.create(
            case=case, worker=worker, reason=reason, added_by=by, added_at=now
        )
        record("exclusion.add", by=by, target=exclusion, now=now, case=case.pk, worker=worker.pk)
    return exclusion


def end_exclusion(*, case_id: uuid.UUID, exclusion_id: int, by: Worker, now: dt.datetime) -> None:
    """Let somebody work on a case again; for a manager to whom it is not closed.

    Raises NotPossible.
    """
    if not by.is_manager:
        raise NotPossible("Only the manager opens a case to somebody again.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        exclusion = case.exclusions.filter(pk=exclusion_id, ended_at__isnull=True).first()
        if exclusion is None:
            raise NotPossible("This has ended already.")
        exclusion.ended_by, exclusion.ended_at = by, now
        exclusion.save(update_fields=["ended_by", "ended_at"])
        record("exclusion.end", by=by, target=exclusion, now=now, worker=exclusion.worker_id)
