"""Check whether the releasing side and our own background work still give signs of life.

Each process of the releasing side signs for itself, and only after its work went well. When one
of them is silent, handbacks and released messages may be late. The portal's pages say so in neutral
words that do not name what is silent. Our own sign is for the people who run the machine.
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from referral_portal.common.kept_rows import KeptRows
from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat

BEAT = "beat"  # our own row; the rows of the releasing side are named after its processes


# Every page for staff asks for these, so the query is built once.
_SIGNS = KeptRows(lambda: Heartbeat.objects.filter(pk__in=Process.values).values_list("pk", "at"))


def give_beat(now: dt.datetime) -> None:
    """Record that the beat has woken a worker of this side."""
    Heartbeat.objects.update_or_create(pk=BEAT, defaults={"at": now})


def is_beating(now: dt.datetime) -> bool:
    """Return whether the last beat was less than READY_BEAT_SECONDS ago."""
    earliest = now - dt.timedelta(seconds=settings.READY_BEAT_SECONDS)
    return Heartbeat.objects.filter(pk=BEAT, at__gte=earliest).exists()


def silent_since(now: dt.datetime) -> dict[Process, dt.datetime | None]:
    """Return each process that gave no sign in the last HEARTBEAT_SILENCE_MINUTES, with its last one.

    The last sign is None for a process that has never given one.
    """
    earliest = now - dt.timedelta(minutes=settings.HEARTBEAT_SILENCE_MINUTES)
    last = dict(_SIGNS.read())
    found = {process: last.get(process.value) for process in Process}
    return {process: at for process, at in found.items() if at is None or at < earliest}


def answers_may_be_late(request: HttpRequest) -> dict[str, object]:
    """Return a context whose one query runs only on pages that ask."""
    return {"answers_may_be_late": lambda: bool(silent_since(timezone.now()))}
