"""The one Celery app of both zones.

A task is a wake-up without arguments; the tables say what is due. The schedule is in the settings
(CELERY_BEAT_SCHEDULE). Importing this module must not read the settings.
"""

import logging

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

TRACE = "portal_trace"  # the header of a wake-up; random, so it says nothing to who reads the queue
logger = logging.getLogger(__name__)

app = Celery("referral_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_own_logs(**kwargs) -> None:
    """Keep Celery from installing handlers of its own: those print the text of exceptions."""


@before_task_publish.connect
def pass_trace_on(headers=None, **kwargs) -> None:
    """Send the id of the request along with the wake-up that it causes."""
    if trace.current():
        headers[TRACE] = trace.current()


@task_prerun.connect
def take_trace_up(task=None, **kwargs) -> None:
    """Log under the id of the request that woke the task; what the beat wakes gets one of its own."""
    given = task.request.get(TRACE)
    if trace.begin(str(given or "")) == given:
        logger.info("task", extra={"task": task.name})


@task_postrun.connect
def put_trace_down(**kwargs) -> None:
    """Forget the id: this thread's next task is somebody else's."""
    trace.end()


@beat_init.connect
def tick_at_once(**kwargs) -> None:
    """Do everything once when the beat starts; its first tick comes after a whole interval."""
    for entry in app.conf.beat_schedule.values():
        app.send_task(entry["task"])


@heartbeat_sent.connect
def leave_sign_of_life(**kwargs) -> None:
    """Touch a file every two seconds while this worker hears its queue; its health check looks."""
    (settings.VAR_DIR / "worker.alive").touch()
