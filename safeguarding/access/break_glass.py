"""Give a link worker access to a colleague's case, and block a colleague's access to a case.

A request gets the same reply whether there is such a case or not. Requesting and deciding each run
in a transaction of their own that reaches every case; they show nothing of the case.
"""

import datetime as dt
import uuid

from django.conf import settings

from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import locked_case
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.enums import AlertKind, Shown
from safeguarding.models import CaseOpening, Exclusion, VictimCase, Worker
from safeguarding.recorder import record, record_access
from safeguarding.transactions import in_safeguarding, seeing_all

PAGE = "access request"
NOT_YOURS = "You cannot decide this access request."


def access_time() -> dt.timedelta:
    """Return how long access lasts; a request waits as long for a second person."""
    return dt.timedelta(hours=settings.BREAK_GLASS_HOURS)


def request_access(*, reference: str, reason: str, by: Worker, now: dt.datetime) -> None:
    """Request access to the case with a reference; another link worker is shown the request.

    Says nothing about whether there is such a case. A link worker who is blocked from it, or may
    open it without a request, makes no request; the attempt is on record.
    """
    with seeing_all():
        case = VictimCase.objects.filter(reference=reference).first()
        if case is None or VictimCase.objects.visible_to(by).filter(pk=case.pk).exists():
            record_access(worker=by, what=Shown.REFUSED, page=PAGE, now=now)
            return
        record_access(worker=by, what=Shown.REFUSED, page=PAGE, case=case, now=now)
        if is_excluded(case, by) or waiting_requests(now=now).filter(case=case, worker=by).exists():
            return
        request = CaseOpening.objects.create(case=case, worker=by, reason=reason, asked_at=now)
        record("opening.ask", by=by, target=request, now=now, case=case.pk)


def decide_access(*, request_id: int, agrees: bool, by: Worker, now: dt.datetime) -> None:
    """Give access for BREAK_GLASS_HOURS and alert the case's link worker, or refuse access.

    Raises Refusal for a request that is `by`'s own or no longer waiting, and for a colleague who is
    blocked from the case.
    """
    with seeing_all():
        waiting = requests_for(by, now=now).select_for_update(of=("self",))
        request = waiting.filter(pk=request_id).first()
        if request is None or is_excluded(request.case, request.worker):
            raise Refusal(NOT_YOURS)
        case = request.case
        request.decided_by, request.decided_at = by, now
        request.expires_at = now + access_time() if agrees else None
        request.save(update_fields=["decided_by", "decided_at", "expires_at"])
        if agrees:
            occurrence = Occurrence(
                AlertKind.OPENED,
                f"opening:{request.pk}",
                case.referral_id,
                now,
                {"until": request.expires_at.isoformat()},
            )
            raise_alerts({case.referral_id: case}, [occurrence], now=now)
        action = "opening.agree" if agrees else "opening.refuse"
        record(action, by=by, target=request, now=now, case=case.pk, worker=request.worker_id)


def waiting_requests(*, now: dt.datetime):
    """Return the requests that are not decided and have not lapsed."""
    return CaseOpening.objects.filter(decided_at__isnull=True, asked_at__gt=now - access_time())


def requests_for(worker: Worker, *, now: dt.datetime):
    """Return the requests that `worker` may decide.

    Not their own, and not for a case from which they are blocked.
    """
    blocked = worker.exclusions.filter(ended_at__isnull=True).values("case")
    return waiting_requests(now=now).exclude(worker=worker).exclude(case__in=blocked)


def access_lists(
    worker: Worker, *, now: dt.datetime
) -> tuple[list[CaseOpening], list[CaseOpening]]:
    """Return the requests that `worker` may decide, and the access that `worker` has now.

    Reads the references and reasons of other link workers' cases, and nothing else of them.
    """
    with seeing_all():
        requests = requests_for(worker, now=now).select_related("case", "worker")
        own = CaseOpening.objects.filter(worker=worker, expires_at__gt=now).select_related("case")
        blocked = worker.exclusions.filter(ended_at__isnull=True).values("case")
        return (
            list(requests.order_by("asked_at")),
            list(own.exclude(case__in=blocked).order_by("expires_at")),
        )


def is_excluded(case: VictimCase, worker: Worker) -> bool:
    """Return whether `worker` is blocked from a case."""
    return case.exclusions.filter(worker=worker, ended_at__isnull=True).exists()


def exclude(
    *, case_id: uuid.UUID, worker: Worker, reason: str, by: Worker, now: dt.datetime
) -> Exclusion:
    """Block a colleague's access to a case; for the manager.

    Raises Refusal for anyone but a manager, for the case's own link worker, and for a colleague who
    is blocked already.
    """
    if not by.is_manager:
        raise Refusal("Only the manager can block a colleague’s access.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        if case.owner_id == worker.pk:
            raise Refusal(
                "This link worker has the case. Give it to another link worker first.", "worker"
            )
        if is_excluded(case, worker):
            raise Refusal("This colleague’s access is already blocked.", "worker")
        exclusion = Exclusion.objects.create(
            case=case, worker=worker, reason=reason, added_by=by, added_at=now
        )
        record("exclusion.add", by=by, target=exclusion, now=now, case=case.pk, worker=worker.pk)
    return exclusion


def end_exclusion(*, case_id: uuid.UUID, exclusion_id: int, by: Worker, now: dt.datetime) -> None:
    """Unblock a colleague; for a manager who is not blocked from the case.

    Raises Refusal for anyone but a manager, and when the block has ended already.
    """
    if not by.is_manager:
        raise Refusal("Only the manager can unblock a colleague.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        exclusion = case.exclusions.filter(pk=exclusion_id, ended_at__isnull=True).first()
        if exclusion is None:
            raise Refusal("This colleague is no longer blocked.")
        exclusion.ended_by, exclusion.ended_at = by, now
        exclusion.save(update_fields=["ended_by", "ended_at"])
        record("exclusion.end", by=by, target=exclusion, now=now, worker=exclusion.worker_id)
