"""The figures of the machine and of the processes, which both zones have: none of them reads a case."""

import datetime as dt
import fnmatch
from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet
from prometheus_client import Metric

from referral_portal.audit.models import BaseErrorReport
from referral_portal.audit.reports import HOUR
from referral_portal.metrics import certificate, measures, queue, traffic
from referral_portal.metrics.gauges import count, gauge, gauges


def figures(zone: str, now: dt.datetime, *, reports: QuerySet[BaseErrorReport]) -> Iterator[Metric]:
    """Yield the figures of a zone that keeps its reports of errors in `reports`."""
    yield from traffic.figures(zone)
    yield from queue.figures(zone, now)
    yield from measures.figures(zone, now)
    yield from certificate.figures(zone, now)
    recent = reports.filter(at__gt=now - HOUR)
    yield gauge(f"{zone}_errors_last_hour", "Reports of errors in the last hour.", count(recent))
    failed = dict.fromkeys(tasks_of(zone), 0)
    for name in recent.filter(is_task=True).values_list("view", flat=True)[: settings.METRICS_MOST]:
        failed[name] = failed.get(name, 0) + 1
    yield gauges(
        f"{zone}_task_failures_last_hour",
        "Failures of background work in the last hour, as far as they were reported.",
        "task",
        failed,
    )


def tasks_of(zone: str) -> list[str]:
    """Return the names of the tasks that the beat sends to the zone's queue."""
    routes = settings.CELERY_TASK_ROUTES.items()
    names = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    queues = {
        name: next(to["queue"] for pattern, to in routes if fnmatch.fnmatch(name, pattern))
        for name in names
    }
    return [name for name in names if queues[name] == zone]
