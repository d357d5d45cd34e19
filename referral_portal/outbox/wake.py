"""The doorbell of the background work.

A wake-up has no arguments and may be lost: the beat does the same work half a minute later. So
nothing here ever makes a request fail, or puts anything about a person into Redis.
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
