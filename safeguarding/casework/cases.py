"""Take or give a case, and close its alerts.

Every verb locks the case, checks that the link worker may open it, makes the change and writes the
audit, in one transaction on this side. Nothing here reaches the portal.
"""

import datetime as dt
import uuid

from django.db.models import Q

from referral_portal.common.refusals import Refusal
from safeguarding.casework.nobody import is_nobody
from safeguarding.casework.sisters import visible_sisters
from safeguarding.casework.told import who_is_told
from safeguarding.crossing.same_participant import PASSED_ON
from safeguarding.enums import (
    FOR_LINK_WORKERS,
    TAKING,
    UNANSWERED,
    AlertKind,
    AlertOutcome,
)
from safeguarding.models import Alert, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding


def locked_case(case_id: uuid.UUID, by: Worker) -> VictimCase:
    """Return a case that `by` may work on, locked; raises VictimCase.DoesNotExist."""
    return VictimCase.objects.visible_to(by).select_for_update(of=("self",)).get(pk=case_id)


def take_case(*, case_id: uuid.UUID, by: Worker, now: dt.datetime) -> VictimCase:
    """Give a case to `by`, with the participant's other cases that nobody has.

    Closes the "new case" alerts of all of them.

    Raises Refusal when another link worker has it, and for a link worker who has been deactivated.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        if case.owner_id not in (None, by.pk):
            raise Refusal("Another link worker has this case. Ask the manager to give it to you.")
        _give(case, by, by=by, now=now)
        record("case.take", by=by, target=case, now=now)
        for sister in visible_sisters(case, by):
            if sister.owner_id is None:
                _give(locked_case(sister.pk, by), by, by=by, now=now)
                record("case.take", by=by, target=sister, now=now)
    return case


def give_case(*, case_id: uuid.UUID, to: Worker, by: Worker, now: dt.datetime) -> VictimCase:
    """Give a case to another link worker; for the manager.

    Raises Refusal for anyone but a manager, and for a link worker who is blocked from the case or has
    been deactivated.
    """
    if not by.is_manager:
        raise Refusal("Only the manager can give a case to a link worker.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        if case.exclusions.filter(worker=to, ended_at__isnull=True).exists():
            raise Refusal("This link worker is blocked from the case.", "worker")
        earlier = case.owner_id or 0
        _give(case, to, by=by, now=now)
        record("case.give", by=by, target=case, now=now, earlier=earlier, to=to.pk)
    return case


def _give(case: VictimCase, to: Worker, *, by: Worker, now: dt.datetime) -> None:
    # Locked, so that nobody is deactivated between the look and the change.
    if not Worker.objects.select_for_update(no_key=True).filter(pk=to.pk, is_active=True).first():
        raise Refusal("This link worker has been deactivated.", "worker")
    case.owner = to
    case.save(update_fields=["owner"])
    case.alerts.filter(kind__in=TAKING, handled_at__isnull=True).update(
        handled_at=now, handled_by=by, outcome=AlertOutcome.TAKEN
    )


def can_be_told(case: VictimCase):
    """Return the waiting alerts of `case` that a contact can close.

    Releasing a message closes the alert that waits for it, so that one is not among them.
    """
    waiting = Q(kind=AlertKind.TELL_FIRST) & ~Q(detail__messages=[])
    others = Q(kind__in=TAKING | FOR_LINK_WORKERS)
    return case.alerts.waiting().exclude(waiting | others)


def handle_alert(
    *,
    case_id: uuid.UUID,
    alert_id: int,
    outcome: AlertOutcome,
    by: Worker,
    now: dt.datetime,
    why: str = "",
) -> Alert:
    """Close one alert by recording what the link worker did.

    Raises Refusal when it is closed already; when another step closes it (releasing messages,
    taking the case, moving a concern on, answering a session check); for "told" while a person who
    must be told was neither told since it was raised nor has a reason on record; for "could not
    reach", which closes nothing; and for "no person at risk" when there is one who must be told.
    Where a second link worker must agree to that, the alert stays.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        alert = case.alerts.select_for_update(of=("self",)).filter(pk=alert_id).first()
        if alert is None or alert.handled_at:
            raise Refusal("This has been recorded already.")
        if alert.kind == AlertKind.TELL_FIRST and alert.detail.get("messages"):
            raise Refusal("A message is waiting for this. Release the message instead.")
        if alert.kind in TAKING:
            raise Refusal("Take the case instead.")
        if alert.kind in UNANSWERED:
            _check_session_has_begun(alert, by, now)
        if alert.kind == AlertKind.OPENED and not (by.is_manager or case.owner_id == by.pk):
            raise Refusal("Only this case’s link worker or the manager can record this.")
        if alert.detail.get("concern"):
            raise Refusal("Record what has been done about the concern instead.")
        if outcome == AlertOutcome.COULD_NOT_REACH:
            raise Refusal("Record the contact, and when you will try next. This stays open.")
        who = who_is_told(case, alert.raised_at, by)
        if outcome == AlertOutcome.TOLD:
            who.check_told()
        if outcome == AlertOutcome.NOT_APPLICABLE:
            who.check_nobody()
            # A colleague answers for the case from which an alert was passed on.
            others = not alert.source.startswith(PASSED_ON)
            if not is_nobody(case, since=alert.raised_at, why=why, by=by, now=now, others=others):
                alert.refresh_from_db()
                return alert
        close_alert(alert, outcome, by=by, now=now)
    return alert


def _check_session_has_begun(alert: Alert, by: Worker, now: dt.datetime) -> None:
    """Raise Refusal while the check can be answered, and then for anyone but the manager."""
    if dt.datetime.fromisoformat(alert.detail["starts_at"]) > now:
        raise Refusal("Answer the session check instead.")
    if not by.is_manager:
        raise Refusal("Only the manager can record this.")


def close_alert(alert: Alert, outcome: AlertOutcome, *, by: Worker, now: dt.datetime) -> None:
    """Close an alert, in the transaction of the verb that deals with it."""
    alert.handled_at, alert.handled_by, alert.outcome = now, by, outcome
    alert.save(update_fields=["handled_at", "handled_by", "outcome"])
    record("alert.handle", by=by, target=alert, now=now, outcome=outcome)
