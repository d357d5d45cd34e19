"""The worker: it logs under the id of the request that woke it, and never the text of an exception."""

import datetime as dt
import logging
import threading

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from referral_portal import embedded
from referral_portal.celery import app
from referral_portal.common import trace
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from referral_portal.outbox.wake import wake
from tests.factories.accounts import UserFactory
from tests.patience import A_MINUTE

CONTEXT = {
    "reference": "KM-2345-6789",
    "phone": "01632 960100",
    "sender_name": "Invented service",
    "call_days": 2,
}


class Done(logging.Handler):
    """Waits for the line that a worker writes about a task; the beat may wake the same one."""

    def __init__(self, name: str):
        super().__init__()
        self.name_of_task, self.traces, self.news = name, set(), threading.Condition()

    def emit(self, record):
        if record.msg == "task" and record.task == self.name_of_task:
            with self.news:
                self.traces.add(trace.current())
                self.news.notify_all()

    def under(self, wanted: str) -> bool:
        """Whether the task is done under that id within a minute."""
        with self.news:
            return self.news.wait_for(lambda: wanted in self.traces, A_MINUTE)


@pytest.fixture
def done():
    handlers = []
    logger = logging.getLogger("referral_portal.celery")

    def watch(name):
        handlers.append(Done(name))
        logger.addHandler(handlers[-1])
        return handlers[-1]

    yield watch
    for handler in handlers:
        logger.removeHandler(handler)


@pytest.fixture
def background(transactional_db, settings):
    settings.WAKE_MILLISECONDS = A_MINUTE * 1000  # on a busy machine too
    embedded.run_threads()
    yield
    embedded.stop()


@pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
def test_the_worker_logs_under_the_id_of_the_request_that_woke_it(client, background, log, done):
    client.force_login(UserFactory(manager=True))
    message = queue_message(
        template="referrals/receipt_participant",
        to="invented.person@example.org",
        context=CONTEXT,
        key="a",
        audience=Audience.PARTICIPANT,
        now=timezone.now() - dt.timedelta(days=3),
        wait_for_release=True,
    )
    drained = done("outbox.drain")
    path = reverse("admin:outbox_outgoingmessage_release", args=[message.pk])
    assert client.post(path, {"why": "It cannot wait."}).status_code == 302
    asked = next(
        line for line in log.lines if line.get("route") == "admin:outbox_outgoingmessage_release"
    )
    assert drained.under(asked["request"])

    ours, heard = trace.begin(), done("safeguarding.drain")
    wake("safeguarding.drain")
    trace.end()
    assert heard.under(ours)


def test_what_the_beat_wakes_has_an_id_of_its_own_and_failures_are_logged_under_it(
    log, monkeypatch
):
    from referral_portal.outbox import tasks

    def fail(now):
        raise DatabaseError("Canary")

    monkeypatch.setattr(tasks, "give_beat", fail)
    app.tasks["outbox.beat"].apply()
    (line,) = (line for line in log.lines if line.get("error") == "DatabaseError")
    assert len(line["request"]) == trace.LENGTH
    assert "Canary" not in log.text
    assert "Canary" in log.careless
    assert trace.current() == ""
