"""The far side's figures for monitoring: how old the oldest waiting work is, over all cases.

They are ages and not numbers of people, and belong to this side: only its own monitoring reads them.
"""

import datetime as dt
from collections.abc import Iterator

from prometheus_client import Metric

from referral_portal.metrics import machine
from referral_portal.metrics.gauges import (
    NEVER,
    age,
    count,
    gauge,
    gauges,
    oldest,
    rounds_figures,
    unsettled_ages,
)
from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat
from safeguarding.crossing import synthetic
from safeguarding.enums import AlertKind
from safeguarding.models import (
    Alert,
    Backup,
    Handback,
    OpenFailure,
    ProtectedErrorReport,
    ProtectedMessage,
)
from safeguarding.transactions import seeing_all

DAY = dt.timedelta(days=1)
CHECKS = {AlertKind.CHECK: "worklist", AlertKind.CHECK_LATE: "manager"}


def figures(now: dt.datetime) -> Iterator[Metric]:
    """Yield the far side's figures; the number of statements is always the same."""
    yield from _of_cases(now)
    closed = OpenFailure.objects.filter(settled_at__isnull=True)
    yield gauge(
        "safeguarding_envelope_oldest_unopened_seconds",
        "Time since the oldest envelope that is still closed could not be opened.",
        age(oldest(closed, "failed_at"), now),
    )
    yield gauges(
        "safeguarding_message_oldest_seconds",
        "Age of the oldest message to link workers that waits for a user's decision.",
        "state",
        unsettled_ages(ProtectedMessage.objects.all(), now),
    )
    signs = Heartbeat.objects.filter(pk__in=Process.values)
    last = dict(signs.values_list("pk", "at"))
    yield gauges(
        "safeguarding_heartbeat_age_seconds",
        "Time since the last sign of life of a process.",
        "process",
        {name: age(last.get(name), now, without=NEVER) for name in Process.values},
    )
    newest = Backup.objects.filter(confirmed_at__isnull=False).order_by("-confirmed_at")
    yield gauge(
        "safeguarding_backup_age_seconds",
        "Time since the newest backup was checked.",
        age(newest.values_list("confirmed_at", flat=True).first(), now, without=NEVER),
    )
    yield from rounds_figures("safeguarding", synthetic.Step, *synthetic.newest(), now)
    reports = ProtectedErrorReport.objects.all()
    yield from machine.figures("safeguarding", now, reports=reports)


def _of_cases(now: dt.datetime) -> list[Metric]:
    with seeing_all():
        waiting = Alert.objects.filter(handled_at__isnull=True)
        first = oldest(waiting.filter(kind=AlertKind.TELL_FIRST), "raised_at")
        checks = {
            step: age(oldest(waiting.filter(kind=kind), "raised_at"), now)
            for kind, step in CHECKS.items()
        }
        on_the_way = Handback.objects.filter(applied_at__isnull=True, failed_at__isnull=True)
        sent = on_the_way.order_by("sequence").values_list("created_at", flat=True).first()
        failed = count(Handback.objects.filter(failed_at__gt=now - DAY))
    return [
        gauge(
            "safeguarding_tell_first_oldest_seconds",
            "Age of the oldest alert that a person must be told first.",
            age(first, now),
        ),
        gauges(
            "safeguarding_check_oldest_seconds",
            "Age of the oldest alert about a session check without an answer.",
            "step",
            checks,
        ),
        gauge(
            "safeguarding_handback_oldest_seconds",
            "Age of the oldest handback that has not arrived.",
            age(sent, now),
        ),
        gauge(
            "safeguarding_handbacks_failed_last_day",
            "Handbacks that failed in the last day.",
            failed,
        ),
    ]
