"""The background work of the outbox: sending what is due, and a sign of life.

A second call while one is draining returns at once and asks the first to look again, so that a row
committed in the last instant does not wait for the next beat.
"""

from celery import shared_task
from django.utils import timezone

from referral_portal.common.turns import one_at_a_time
from referral_portal.outbox.drain import drain
from referral_portal.outbox.error_notices import notice_errors
from referral_portal.outbox.heartbeat import give_beat
from referral_portal.outbox.lanes import alerts, letters
from referral_portal.outbox.watch import watch

# What this process knows about the mail server stays from one run to the next.
ALERTS, LETTERS = alerts(), letters()


@shared_task(name="outbox.drain")
@one_at_a_time
def drain_outbox() -> None:
    """Send the portal's messages to participants and referrers that may be sent."""
    drain(lane=LETTERS)


@shared_task(name="outbox.alerts")
@one_at_a_time
def drain_alerts() -> None:
    """Send the portal's messages to our staff that are due."""
    drain(lane=ALERTS)


@shared_task(name="outbox.beat")
def beat() -> None:
    """Record that the beat, the queue and the worker work; only the beat calls this."""
    give_beat(timezone.now())


@shared_task(name="outbox.watch")
@one_at_a_time
def watch_for_silence() -> None:
    """Tell the duty address about a process of the releasing side that has fallen silent."""
    watch(timezone.now())


@shared_task(name="outbox.errors")
@one_at_a_time
def tell_of_errors() -> None:
    """Tell the duty address about errors that were reported."""
    notice_errors(timezone.now())
