"""The background work of this side: open envelopes, read the portal, copy handbacks, report.

The tasks have no arguments. A step that fails does not stop the others, but then its process gives
no sign of life, and both sides notice its absence.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from referral_portal.audit.reports import report
from referral_portal.common.turns import one_at_a_time
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import MessageStatus, Process
from referral_portal.outbox.lanes import alerts
from referral_portal.pages.posting import forget_used_pages
from safeguarding.casework.danger import work_out_danger
from safeguarding.casework.error_notices import notice_errors
from safeguarding.casework.missing_marks import watch_registers
from safeguarding.casework.search import index_waiting
from safeguarding.casework.unanswered_checks import follow_up
from safeguarding.crossing import synthetic
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.crossing.envelopes import has_key, open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.same_participant import tell_link_workers
from safeguarding.crossing.signs import give_sign_of_life, is_nothing_left_closed
from safeguarding.models import ProtectedMessage, UsedPage
from safeguarding.router import ALIAS
from safeguarding.sign_in.typed_pages import SHELF

logger = logging.getLogger(__name__)
ALERTS = alerts()  # all messages of this side; what it knows of the mail server stays between runs
MOST_SECONDS = 20  # for one step of one tick, so that a backlog does not hold up the other steps


@shared_task(name="safeguarding.tick")
@one_at_a_time
def tick() -> None:
    """Do what is due, process by process; each gives the portal its own sign of life."""
    if has_key():
        # In production the opener is a process of its own and this one has no key.
        run_process(Process.OPENER, open_waiting, blank_backed_up)
    run_process(
        Process.PULLER, pull, tell_link_workers, work_out_danger, index_waiting, SHELF.forget
    )
    run_process(Process.COPIER, copy_waiting)
    run_process(Process.CHECKS, follow_up, watch_registers)
    # After the processes: a round that stands still silences none of them.
    for step in (synthetic.show, synthetic.return_seen, synthetic.forget, notice_errors):
        run_step(step)


def run_process(process: Process, *steps: Callable[..., int]) -> bool:
    """Run each step, and give the sign of life of `process` only if all succeeded.

    The opener gives none while an envelope waits that it cannot open. Returns whether all succeeded.
    """
    failed = [step for step in steps if not run_step(step)]
    if not failed:
        run_step(_sign_of(process))
    return not failed


def _sign_of(process: Process) -> Callable[..., int]:
    def sign(*, now: dt.datetime) -> int:
        if process != Process.OPENER or is_nothing_left_closed():
            give_sign_of_life(of=process, now=now)
        return 0

    return sign


def run_step(step: Callable[..., int]) -> bool:
    """Repeat `step` until nothing is due or its time is over; return whether it succeeded."""
    ends = time.monotonic() + MOST_SECONDS
    try:
        while step(now=timezone.now()) and time.monotonic() < ends:
            pass
    except Exception as error:  # noqa: BLE001 - no error may hold up the other steps
        logger.error("step failed", extra={"step": step.__name__, "kind": type(error).__name__})
        report(error, view=f"safeguarding.{step.__name__}", is_task=True)
        return False
    return True


@shared_task(name="safeguarding.drain")
@one_at_a_time
def drain_messages() -> None:
    """Send this side's own messages."""
    drain(model=ProtectedMessage, ready=may_leave, using=ALIAS, lane=ALERTS)


def may_leave(now) -> Q:
    """Return the filter of this side's messages that may leave at `now`."""
    return Q(status=MessageStatus.RENDERED, due_at__lte=now)


@shared_task(name="safeguarding.sweep")
@one_at_a_time
def sweep_handbacks() -> None:
    """Compare the handbacks on both sides, and forget used pages that are too old."""
    now = timezone.now()
    sweep(now=now)
    forget_used_pages(UsedPage, now=now)
