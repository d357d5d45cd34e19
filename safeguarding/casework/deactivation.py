"""Deactivate link workers who have left, and activate them again; for the link workers' manager.

Both run in transactions of their own that reach every case, because the manager may be blocked from
a case of the link worker. They show nothing of a case.
"""

import datetime as dt

from django.db.models import Q

from referral_portal.common.refusals import Refusal
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.enums import AlertKind
from safeguarding.models import Cover, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.sign_in.sessions import end_sessions
from safeguarding.transactions import in_safeguarding, seeing_all

LAST_MANAGER = "This is the only manager who can sign in. Make another manager first."


def deactivate(*, worker: Worker, by: Worker, now: dt.datetime) -> int:
    """Stop every way in of a link worker; return how many open cases are untaken now.

    They are signed out everywhere at once. Each of the cases gets an alert; a closed case is untaken
    without one. Raises Refusal for anyone but a manager, for the last manager who can sign in, and when
    the link worker has been deactivated already.
    """
    _check_manager(by)
    with seeing_all():
        # Cases before link workers, in the order of every page of a case.
        list(_cases_of(worker).select_for_update(no_key=True, of=("self",)).values("pk"))
        worker = _locked(worker)
        if not worker.is_active:
            raise Refusal("This link worker has been deactivated already.")
        if worker.is_manager and not _managers().exclude(pk=worker.pk).exists():
            raise Refusal(LAST_MANAGER)
        worker.is_active = False
        worker.save(update_fields=["is_active"])
        worker.invitations.filter(used_at__isnull=True).delete()
        covers = Cover.objects.filter(Q(covered=worker) | Q(colleague=worker), ends_at__gt=now)
        covers.filter(ended_at__isnull=True).update(ended_by=by, ended_at=now)
        end_sessions(worker=worker, by=by, now=now)
        record("worker.deactivate", by=by, target=worker, now=now)
        # Read again: a case may have been taken before the link worker's row was locked.
        cases = list(_cases_of(worker).filter(closed_at__isnull=True).defer("contents"))
        _cases_of(worker).update(owner=None)
        for case in cases:
            record("case.untake", by=by, target=case, now=now, earlier=worker.pk)
        raise_alerts(
            {case.referral_id: case for case in cases},
            [
                Occurrence(
                    AlertKind.UNTAKEN,
                    f"untaken:{case.pk}:{now.isoformat()}",
                    case.referral_id,
                    now,
                )
                for case in cases
            ],
            now=now,
        )
    return len(cases)


def activate(*, worker: Worker, by: Worker, now: dt.datetime) -> None:
    """Let a deactivated link worker sign in again, with the password and second factor of before.

    Raises Refusal for anyone but a manager, and for a link worker who is active.
    """
    _check_manager(by)
    with in_safeguarding():
        worker = _locked(worker)
        if worker.is_active:
            raise Refusal("This link worker is active.")
        worker.is_active = True
        worker.save(update_fields=["is_active"])
        record("worker.activate", by=by, target=worker, now=now)


def _check_manager(by: Worker) -> None:
    if not by.is_manager:
        raise Refusal("Only the manager can do this.")


def _cases_of(worker: Worker):
    return VictimCase.objects.filter(owner=worker).order_by("pk")


def _managers():
    return Worker.objects.filter(is_manager=True, is_active=True)


def _locked(worker: Worker) -> Worker:
    """Return the link worker, locked together with every active manager.

    Two managers who deactivate each other at the same moment then wait for one another.
    """
    rows = Worker.objects.filter(Q(pk=worker.pk) | Q(is_manager=True, is_active=True))
    locked = rows.order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in locked}[worker.pk]
