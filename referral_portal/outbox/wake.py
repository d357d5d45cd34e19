"""Wake the background worker.

A wake-up has no arguments and may be lost, because the beat does the same work half a minute later.
So a failure here never fails a request, and nothing about a person gets into Redis.
"""

import logging

from celery import current_app
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def wake(task: str) -> None:
    """Ask the worker to run the named task now."""
    try:
        current_app.send_task(task)
    except (KombuError, RedisError, OSError) as error:
        logger.warning("wake-up not delivered", extra={"task": task, "kind": type(error).__name__})
