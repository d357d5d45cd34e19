"""Check whether the releasing side and our own background work are still giving signs of life.

When the other side is silent, answers and released messages may be late. Staff are told so in
neutral words that do not name what is silent. Our own sign is for the people who run the machine.
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from referral_portal.outbox.models import Heartbeat

BEAT = "beat"  # our own row; every other row is the releasing side's


def give_beat(now: dt.datetime) -> None:
    """Record that the beat has woken a worker of this side."""
    Heartbeat.objects.update_or_create(pk=BEAT, defaults={"at": now})


def is_beating(now: dt.datetime) -> bool:
    """Return whether the last beat was less than READY_BEAT_SECONDS ago."""
    earliest = now - dt.timedelta(seconds=settings.READY_BEAT_SECONDS)
    return Heartbeat.objects.filter(pk=BEAT, at__gte=earliest).exists()


def is_silent(now: dt.datetime) -> bool:
    """Return whether the other side gave no sign of life in the last HEARTBEAT_SILENCE_MINUTES."""
    earliest = now - dt.timedelta(minutes=settings.HEARTBEAT_SILENCE_MINUTES)
    return not Heartbeat.objects.filter(at__gte=earliest).exclude(pk=BEAT).exists()


def answers_may_be_late(request: HttpRequest) -> dict[str, object]:
    """Return a context whose one query runs only on pages that ask."""
    return {"answers_may_be_late": lambda: is_silent(timezone.now())}
