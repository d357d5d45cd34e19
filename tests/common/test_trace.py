"""One id joins the lines of a request and of the work it wakes, and nobody outside chooses it."""

import datetime as dt
import logging
import threading

import pytest
from django.db import DatabaseError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from referral_portal import embedded
from referral_portal.celery import TRACE, app
from referral_portal.common import trace
from referral_portal.common.middleware import trace_request
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from referral_portal.outbox.wake import wake
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import client_of, make_worker
from tests.patience import A_MINUTE

CONTEXT = {
    "reference": "KM-2345-6789",
    "phone": "01632 960100",
    "service_name": "Invented service",
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
def background(transactional_db):
    embedded.run_threads()
    yield
    embedded.stop()


@pytest.mark.django_db
def test_all_lines_of_a_request_carry_its_own_id(client, log):
    client.get("/")
    client.get("/nothing-here/")
    first, second = (line for line in log.lines if line["message"] == "request")
    assert (first["route"], first["status"], second["status"]) == ("home", 200, 404)
    assert "nothing-here" not in log.text
    assert len(first["request"]) == trace.LENGTH
    assert first["request"] != second["request"]
    assert trace.current() == "", "the next work of this thread is somebody else's"


@pytest.mark.parametrize(
    "given", ["x" * 12, "7F3K9Q2DXMZ4", "", "a\nb", "0123456789abcdef0123456789abcdef"]
)
def test_nobody_outside_chooses_the_id(given, settings):
    seen = []
    view = trace_request(lambda request: seen.append(trace.current()) or refused())
    for proxied in (False, True):
        settings.BEHIND_PROXY = proxied
        headers = dict.fromkeys(("x-request-id", "traceparent", TRACE.replace("_", "-")), given)
        view(RequestFactory().get("/", headers=headers))
    trace.end()
    assert given not in seen
    assert len(set(seen)) == 2


def refused():
    from django.http import HttpResponse

    return HttpResponse(status=404)


def test_an_id_from_the_queue_is_taken_only_if_we_could_have_made_it():
    ours = trace.begin()
    assert trace.begin(ours) == ours
    for strange in ("7f3k9q2dxmz4", "Canary Jane!", ours + "2", ours[:-1] + "I", ours[:-1] + "\n"):
        assert trace.begin(strange) != strange
    trace.end()


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
    assert (
        client.post(reverse("admin:outbox_outgoingmessage_release", args=[message.pk])).status_code
        == 302
    )
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


@pytest.mark.django_db(databases=["default", "safeguarding"])
@pytest.mark.parametrize("side", ["portal", "other"])
def test_an_error_page_gives_the_id_of_its_log_line_to_quote(client, log, monkeypatch, side):
    monkeypatch.setattr("referral_portal.views.render", _fail_once())
    monkeypatch.setattr("safeguarding.views.lists.page", _fail_once())
    if side == "other":
        client = client_of(make_worker())
    client.raise_request_exception = False
    page = client.get({"portal": "/", "other": "/safeguarding/"}[side]).content.decode()
    (line,) = (line for line in log.lines if line.get("error") == "ValueError")
    found = line["request"]
    assert f"{found[:4]}-{found[4:8]}-{found[8:]}" in page
    assert line["route"] == {"portal": "home", "other": "safeguarding:worklist"}[side]


def _fail_once():
    from django.shortcuts import render

    failures = [ValueError("Canary")]

    def fail(*given, **named):
        if failures:
            raise failures.pop()
        return render(*given, **named)

    return fail
