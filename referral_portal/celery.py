"""The Celery app of both zones.

A task has no arguments; it reads from the tables what is due. The schedule is in the settings
(CELERY_BEAT_SCHEDULE). Importing this module must not read the settings.
"""

import logging
import time

from celery import Celery
from celery.signals import (
    beat_init,
    before_task_publish,
    heartbeat_sent,
    setup_logging,
    task_postrun,
    task_prerun,
)
from django.conf import settings

from referral_portal.common import trace
from referral_portal.common.trace import SENT

TRACE = "portal_trace"  # the header with a request's random id, which gives nothing away
logger = logging.getLogger(__name__)

app = Celery("referral_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_own_logs(**kwargs) -> None:
    """Stop Celery from installing its own log handlers, which print the text of exceptions."""


@before_task_publish.connect
def pass_trace_on(headers=None, **kwargs) -> None:
    """Send the moment with a wake-up, and the id of the request that causes it."""
    headers[SENT] = round(time.time())
    if trace.current():
        headers[TRACE] = trace.current()


@task_prerun.connect
def take_trace_up(task=None, **kwargs) -> None:
    """Log under the id of the request that woke the task, or a new id when the beat woke it."""
    given = task.request.get(TRACE)
    if trace.begin(str(given or "")) == given:
        logger.info("task", extra={"task": task.name})


@task_postrun.connect
def put_trace_down(**kwargs) -> None:
    """Forget the id, because this thread's next task belongs to another request."""
    trace.end()


@beat_init.connect
def tick_at_once(**kwargs) -> None:
    """Send every task once when the beat starts; its own first tick is an interval later."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])


@heartbeat_sent.connect
def leave_sign_of_life(**kwargs) -> None:
    """Touch the file that the health check reads, every two seconds while the worker is connected."""
    (settings.VAR_DIR / "worker.alive").touch()
