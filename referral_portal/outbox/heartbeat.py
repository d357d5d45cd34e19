"""Whether the releasing side still gives signs of life, and whether our own background work does.

The other side's silence means that answers and released messages may be late, so staff are told in neutral
words; what exactly is silent is not said. Ours is for who runs the machine. Never decides anything.
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from referral_portal.outbox.models import Heartbeat

BEAT = "beat"  # our own row; every other is the releasing side's


def give_beat(now: dt.datetime) -> None:
    """Note that the beat has woken a worker of this side."""
    Heartbeat.objects.update_or_create(pk=BEAT, defaults={"at": now})


def is_beating(now: dt.datetime) -> bool:
    """Return whether that was less than READY_BEAT_SECONDS ago."""
    earliest = now - dt.timedelta(seconds=settings.READY_BEAT_SECONDS)
    return Heartbeat.objects.filter(pk=BEAT, at__gte=earliest).exists()


def is_silent(now: dt.datetime) -> bool:
    """Return whether there was no sign of life for HEARTBEAT_SILENCE_MINUTES, or never one."""
    earliest = now - dt.timedelta(minutes=settings.HEARTBEAT_SILENCE_MINUTES)
    return not Heartbeat.objects.filter(at__gte=earliest).exclude(pk=BEAT).exists()


def answers_may_be_late(request: HttpRequest) -> dict[str, object]:
    """Context: a question that costs its one query only on pages that ask it."""
    return {"answers_may_be_late": lambda: is_silent(timezone.now())}
