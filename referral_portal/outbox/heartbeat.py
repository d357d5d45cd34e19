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
from referral_portal.common.seconds_old import SecondsOld
from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat

BEAT = "beat"  # our own row; the rows of the releasing side are named after its processes


# Every page for staff asks for these, so the query is built once, and pages may know them seconds late.
_SIGNS = KeptRows(lambda: Heartbeat.objects.filter(pk__in=Process.values).values_list("pk", "at"))
_SIGNS_FOR_PAGES = SecondsOld(lambda: dict(_SIGNS.read()))


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
    return _silent(dict(_SIGNS.read()), now)


def _silent(last: dict[str, dt.datetime], now: dt.datetime) -> dict[Process, dt.datetime | None]:
    earliest = now - dt.timedelta(minutes=settings.HEARTBEAT_SILENCE_MINUTES)
    found = {process: last.get(process.value) for process in Process}
    return {process: at for process, at in found.items() if at is None or at < earliest}


def answers_may_be_late(request: HttpRequest) -> dict[str, object]:
    """Return a context that reads the signs only on pages that ask, once in KEPT_SECONDS."""
    return {"answers_may_be_late": lambda: bool(_silent(_SIGNS_FOR_PAGES.get(), timezone.now()))}
