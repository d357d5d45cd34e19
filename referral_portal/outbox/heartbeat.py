"""Whether the releasing side still gives signs of life.

Its silence means that answers and released messages may be late, so staff are told in neutral
words; what exactly is silent is not said. Reads one row; never decides anything.
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from referral_portal.outbox.models import Heartbeat


def is_silent(now: dt.datetime) -> bool:
    """Return whether there was no sign of life for HEARTBEAT_SILENCE_MINUTES, or never one."""
    earliest = now - dt.timedelta(minutes=settings.HEARTBEAT_SILENCE_MINUTES)
    return not Heartbeat.objects.filter(at__gte=earliest).exists()


def answers_may_be_late(request: HttpRequest) -> dict[str, object]:
    """Context: a question that costs its one query only on pages that ask it."""
    return {"answers_may_be_late": lambda: is_silent(timezone.now())}
