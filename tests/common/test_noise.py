"""What each kind of request writes to the log: bots, visitors who leave, and monitoring write nothing."""

import io
import logging

import pytest
from django.db import OperationalError
from django.test import Client
from gunicorn.config import Config
from gunicorn.glogging import Logger

from referral_portal import readiness, views
from referral_portal.common.noise import LeaveOutNoise
from referral_portal.logging import JsonFormatter
from referral_portal.outbox import tasks
from tests.logs import Log
from tests.metrics.reading import TOKEN

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def written():
    """The lines of the handler that our processes have, and the same records without the filter."""
    (handler,) = (
        one for one in logging.getLogger().handlers if isinstance(one.formatter, JsonFormatter)
    )
    ours, everything = io.StringIO(), logging.StreamHandler(io.StringIO())
    before = handler.setStream(ours)
    logging.getLogger().addHandler(everything)
    yield Log(ours, everything.stream)
    logging.getLogger().removeHandler(everything)
    handler.setStream(before)


class Gone(io.RawIOBase):
    """The body of a form whose sender closed the browser."""

    def read(self, size=-1):
        raise OSError("The connection was reset.")


def bots(client: Client) -> None:
    for path in ("/.env", "/wp-login.php", "/static/nothing.js", "/safeguarding/nothing/"):
        client.get(path)
        client.post(path, {"a": "b"})
    client.get("/about/", headers={"host": "canary.example.org"})
    client.generic("PROPFIND", "/about/")
    client.get("/about/?%00")


def leave(client: Client, path: str) -> int:
    answer = client.post(path, **{"wsgi.input": Gone(), "CONTENT_LENGTH": "100"})
    return answer.status_code


def messages(written: Log) -> list[str]:
    return [line["message"] for line in written.lines]


def test_bots_write_nothing(written):
    bots(Client(enforce_csrf_checks=True))
    assert written.text == ""
    assert len(written.careless.splitlines()) >= 3, "without the filter they would be lines"


def test_a_refused_form_is_one_line_without_what_was_sent(written):
    strict = Client(enforce_csrf_checks=True)
    strict.post("/sign-in/", {"username": "canary"})
    strict.post("/sign-in/", {f"field{number}": "canary" for number in range(400)})
    assert [(line["message"], line["status"]) for line in written.lines] == [
        ("request", 403),
        ("request", 400),
    ]
    assert "Too" in written.careless or "fields" in written.careless


@pytest.mark.parametrize("path", ["/sign-in/", "/call-back/", "/safeguarding/sign-in/"])
@pytest.mark.parametrize("strict", [True, False])
def test_a_visitor_who_leaves_is_no_error_of_ours(path, strict, written):
    client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
    assert 400 <= leave(client, path) < 500
    assert set(messages(written)) <= {"request"}


def test_health_checks_and_monitoring_write_nothing(written, client, settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(views, "_last_wrong", {})
    answers = {"state": True}
    monkeypatch.setattr(readiness, "checks", lambda now: dict(answers))
    monkeypatch.setattr(readiness, "state_of", lambda found: "red")
    for _ in range(3):
        for path in ("/healthz", "/metrics", "/metrics/safeguarding", "/readyz"):
            client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})
    assert written.text == ""
    assert len(written.careless.splitlines()) == 3, "each red answer would be a line"


def test_readiness_is_a_line_when_it_changes(written, client, monkeypatch):
    monkeypatch.setattr(views, "_last_wrong", {})
    answers = {"redis": False, "beat": True}
    monkeypatch.setattr(readiness, "checks", lambda now: dict(answers))
    for is_right in (False, False, True, True, False):
        answers["redis"] = is_right
        client.get("/readyz")
    found = [line.get("checks") for line in written.lines]
    assert found == ["redis", "", "redis"]


def test_a_database_that_is_gone_is_asked_by_the_health_check_without_a_line(
    written, client, monkeypatch
):
    def fail(*given, **named):
        raise OperationalError("Canary")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", fail)
    assert client.get("/healthz").status_code == 503
    assert written.text == ""


def test_what_the_beat_wakes_writes_nothing_and_its_failure_one_line(written, monkeypatch):
    tasks.beat.apply()
    for name in ("celery.worker.strategy", "celery.app.trace", "celery.beat", "kombu"):
        logging.getLogger(name).info("received")
    assert written.text == ""

    def fail(now):
        raise ValueError("Canary")

    monkeypatch.setattr(tasks, "give_beat", fail)
    tasks.beat.apply()
    assert [line["error"] for line in written.lines] == ["ValueError"]


def test_what_is_no_http_is_no_line_of_gunicorn(client):
    ours, everything = io.StringIO(), io.StringIO()
    log = Logger(Config()).error_log
    handlers, log.handlers = log.handlers, []
    try:
        for stream in (ours, everything):
            handler = logging.StreamHandler(stream)
            handler.setFormatter(JsonFormatter())
            log.addHandler(handler)
        log.handlers[0].addFilter(LeaveOutNoise())
        log.warning("Invalid request from ip=203.0.113.7: Invalid HTTP request line: 'canary'")
        log.critical("WORKER TIMEOUT (pid:%s)", 7)
    finally:
        log.handlers = handlers
    assert "canary" in everything.getvalue()
    assert [line for line in ours.getvalue().splitlines() if "TIMEOUT" not in line] == []
    assert "TIMEOUT" in ours.getvalue()


def test_a_page_that_fails_is_still_said(written, monkeypatch):
    def fail(*given, **named):
        raise ValueError("Canary")

    monkeypatch.setattr("django.forms.BaseForm.__init__", fail)
    Client(raise_request_exception=False).get("/sign-in/")
    assert [line["error"] for line in written.lines if "error" in line] == ["ValueError"]
    assert "Canary" not in written.text
