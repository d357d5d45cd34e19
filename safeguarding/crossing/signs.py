"""Give the portal the signs of life of this side's processes, each its own row."""

import datetime as dt

from django.db.models import F

from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat
from safeguarding.crossing.transactions import in_portal
from safeguarding.models import OpenFailure


def give_sign_of_life(*, of: Process, now: dt.datetime) -> None:
    """Record in the portal that the work of process `of` went well."""
    with in_portal():
        rows = Heartbeat.objects.filter(pk=of)
        if not rows.update(sequence=F("sequence") + 1, at=now):
            Heartbeat.objects.get_or_create(pk=of, defaults={"sequence": 1, "at": now})


def is_nothing_left_closed() -> bool:
    """Return whether no envelope is waiting that could not be opened."""
    return not OpenFailure.objects.filter(settled_at__isnull=True).exists()
