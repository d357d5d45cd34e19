"""How long the oldest wake-up has waited: of an empty queue, of several, and of a Redis that is silent."""

import datetime as dt
import json

import pytest
import redis
from django.utils import timezone

from referral_portal.celery import app
from referral_portal.common.trace import SENT
from referral_portal.metrics.queue import figures, queue_age
from tests.metrics.reading import values


@pytest.fixture
def server(settings):
    """The test's own Redis, with empty queues."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete(*names)
    yield client
    client.delete(*names)
    client.close()


def test_the_age_is_that_of_the_oldest_wake_up(server):
    now = timezone.now()
    assert queue_age(now) == 0
    app.send_task("outbox.beat")
    (message,) = server.lrange("portal", 0, -1)
    sent = json.loads(message)["headers"][SENT]
    assert abs(sent - now.timestamp()) < 60
    later = dt.datetime.fromtimestamp(sent, dt.UTC) + dt.timedelta(seconds=90)
    assert queue_age(later) == 90
    for seconds in (70, 30):
        headers = {SENT: later.timestamp() - seconds}
        server.lpush("safeguarding", json.dumps({"headers": headers}))
    assert values(figures("portal", later)) == {"portal_queue_oldest_seconds": 90}
    server.delete("portal")
    assert queue_age(later) == 70


def test_a_wake_up_of_the_version_before_has_no_age(server):
    server.lpush("portal", json.dumps({"headers": {}}))
    assert queue_age(timezone.now()) == 0


def test_a_redis_that_is_silent_is_an_age_without_end(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert queue_age(timezone.now()) == float("inf")
    settings.CELERY_EMBEDDED = True
    assert queue_age(timezone.now()) == 0
