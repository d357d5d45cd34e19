"""The outbox's background work: a task that drains, safe to run twice at once or not at all, and one
that shows that background work is done at all.

The wake-up carries no argument. A second call while one drains returns at once and asks the first
to look again, so that a row committed in the last instant does not wait for the beat.
"""

from celery import shared_task
from django.utils import timezone

from referral_portal.common.turns import one_at_a_time
from referral_portal.outbox.drain import drain
from referral_portal.outbox.heartbeat import give_beat


@shared_task(name="outbox.drain")
@one_at_a_time
def drain_outbox() -> None:
    """Send every portal message that may leave."""
    drain()


@shared_task(name="outbox.beat")
def beat() -> None:
    """Note that beat, queue and worker work; only the beat asks for this."""
    give_beat(timezone.now())
