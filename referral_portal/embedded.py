"""Run the background work inside the one web process, for the default installation without Redis.

The app, the tasks and the beat are the same as with Redis, but run as threads with an in-memory
broker. More than one web process is refused, because each would run its own beat.
"""

import threading

from celery.beat import EmbeddedService
from django.conf import settings

from referral_portal.celery import app
from referral_portal.outbox.wake import wake

THREADS = 4
_running: dict[str, object] = {}


def start(*, processes: int = 1) -> None:
    """Start the background work of a web process without Redis.

    Raises RuntimeError when there is more than one web process, or a Redis.
    """
    if processes != 1 or not settings.CELERY_EMBEDDED:
        raise RuntimeError("Embedded background work needs one web process and no REDIS_URL.")
    run_threads()


def run_threads() -> None:
    """Run one worker for every queue of this zone and the beat as daemon threads, once."""
    if _running:
        return
    worker = app.Worker(
        pool="threads",
        concurrency=THREADS,
        queues=[queue.name for queue in settings.CELERY_TASK_QUEUES],
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    beat = EmbeddedService(app, thread=True, schedule_filename=str(settings.VAR_DIR / "beat"))
    thread = threading.Thread(target=worker.start, name="worker", daemon=True)
    thread.start()
    beat.start()
    _running.update(worker=worker, thread=thread, beat=beat)
    # The beat's first tick is a whole interval later. Until then staff would read that the other
    # side is silent.
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        wake(entry["task"])


def is_alive() -> bool:
    """Return whether the embedded worker and beat are running or are not needed."""
    if not _running:
        return not settings.CELERY_EMBEDDED
    return _running["thread"].is_alive() and _running["beat"].is_alive()


def stop() -> None:
    """Stop the worker and the beat; called when the web process ends."""
    if _running:
        _running["beat"].stop()
        _running["worker"].stop()
        _running.clear()
