"""How long the oldest wake-up has waited in Redis for a worker."""

import datetime as dt
import json
from collections.abc import Iterator

import redis
from django.conf import settings
from prometheus_client import Metric
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from referral_portal.common.trace import SENT
from referral_portal.metrics.gauges import NEVER, gauge

OLDEST = -1  # wake-ups are added at the other end of the list


def figures(zone: str, now: dt.datetime) -> Iterator[Metric]:
    """Yield the age of the oldest wake-up of this zone."""
    yield gauge(
        f"{zone}_queue_oldest_seconds", "Age of the oldest wake-up in the queue.", queue_age(now)
    )


def queue_age(now: dt.datetime) -> float:
    """Return the age; 0 for an empty queue, and NEVER when Redis does not answer."""
    if settings.CELERY_EMBEDDED:
        return 0
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=settings.READY_REDIS_SECONDS,
            socket_connect_timeout=settings.READY_REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            waiting = [client.lindex(queue.name, OLDEST) for queue in settings.CELERY_TASK_QUEUES]
    except (RedisError, OSError):
        return NEVER
    return max((_age(one, now) for one in waiting if one), default=0)


def _age(message: bytes, now: dt.datetime) -> float:
    sent = json.loads(message).get("headers", {}).get(SENT)
    # One of the version before has no time; it is soon gone.
    return max(0.0, now.timestamp() - sent) if sent else 0
