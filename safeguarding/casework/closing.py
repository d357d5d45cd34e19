"""Close a case on which nothing is open; it reopens by itself when anything happens.

An alert or a contact reopens it: see `reopen` in crossing/alerts.py. The portal learns of neither.
"""

import datetime as dt
import uuid

from django.conf import settings

from cohorts.enums import ConcernState
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import locked_case
from safeguarding.casework.portal_view import coming_checks
from safeguarding.casework.told import who_is_told
from safeguarding.crossing.handbacks import waiting_messages
from safeguarding.enums import FOR_LINK_WORKERS, TAKING, AlertKind, AlertOutcome
from safeguarding.models import CaseClosing, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding


def close_case(*, case_id: uuid.UUID, why: str, by: Worker, now: dt.datetime) -> CaseClosing:
    """Close a case, with a reason in words.

    Raises Refusal when it is closed already, and while anything is open, with what that is.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        if case.closed_at:
            raise Refusal("This case is closed already.")
        still_open = what_is_open(case, by, now=now)
        if still_open:
            raise Refusal(f"This case cannot be closed yet. Still open: {'; '.join(still_open)}.")
        case.closed_at = now
        case.save(update_fields=["closed_at"])
        closing = CaseClosing.objects.create(case=case, why=why, by=by, at=now)
        record("case.close", by=by, target=case, now=now)
    return closing


def what_is_open(case: VictimCase, worker: Worker, *, now: dt.datetime) -> list[str]:
    """Return in words what is still open on a case: alerts, concerns, messages, checks, people."""
    found = [] if case.contents is not None else ["the form, which has not been opened yet"]
    if alerts := list(case.alerts.waiting()):
        kinds = dict.fromkeys(AlertKind(alert.kind).label for alert in alerts)
        found.append(f"alerts ({', '.join(kinds)})")
    if case.concerns.exclude(state=ConcernState.CLOSED).exists():
        found.append("a concern that is not closed")
    if waiting_messages([case.referral_id]):
        found.append("a message that is not released")
    days = settings.CHECK_DAYS_AHEAD
    if any(not one.state for one in coming_checks(worker=worker, now=now, days=days, case=case)):
        found.append("a session check that is not answered")
    if names := _not_told(case, worker):
        found.append(f"people who must still be told ({', '.join(names)})")
    return found


def _not_told(case: VictimCase, worker: Worker) -> list[str]:
    """Return the names of the people who have not been told of the newest decision, if there is one."""
    decisions = case.alerts.exclude(kind__in=TAKING | FOR_LINK_WORKERS)
    # Nobody has to be told of what is no longer true.
    newest = decisions.exclude(outcome=AlertOutcome.WITHDRAWN).order_by("-raised_at").first()
    if newest is None:
        return []
    return [one.person.legal_name for one in who_is_told(case, newest.raised_at, worker).waiting]
