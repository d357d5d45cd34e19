"""Requests are counted over all web processes, by class and duration, and nothing else is known of them."""

import os
import re
import runpy
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from referral_portal.metrics import traffic
from tests.metrics.reading import values
from tests.patience import eventually
from tests.source import ROOT
from tooling.ports import free_port

# A page for each status, and one with the figures. Each answer names the process that gave it.
TOY = """
import os
from types import SimpleNamespace
from prometheus_client import CollectorRegistry, generate_latest
from referral_portal.metrics import traffic
from referral_portal.metrics.answer import _Read

def application(environ, start_response):
    asked = environ["PATH_INFO"].strip("/")
    if asked == "figures":
        registry = CollectorRegistry()
        registry.register(_Read(list(traffic.figures("portal"))))
        body, status = generate_latest(registry), 200
    else:
        request = SimpleNamespace(resolver_match=SimpleNamespace(view_name="toy"), headers={})
        response = SimpleNamespace(status_code=int(asked))
        traffic.count_requests(lambda request: response)(request)
        body, status = b"", int(asked)
    start_response(f"{status} Said", [("X-Process", str(os.getpid()))])
    return [body]
"""
COUNT = re.compile(r'^portal_requests_total\{class="(...)"\} (\S+)$', re.MULTILINE)


def counted() -> dict[str, float]:
    found = values(traffic.figures("portal"))
    return {name: found[f"portal_requests_total {name}"] for name in traffic.CLASSES}


def more(before: dict[str, float]) -> dict[str, float]:
    now = counted()
    return {name: now[name] - before[name] for name in now if now[name] != before[name]}


# -- In one process ------------------------------------------------------------------------------
@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_pages_are_counted_by_class_and_monitoring_and_static_files_are_not(client, settings):
    before = counted()
    client.get("/about/")
    client.get("/nothing-is-here/")
    client.get("/admin/")
    client.get("/about/", headers={"host": "another.example.org"})
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path)
    assert more(before) == {"2xx": 1, "3xx": 1, "4xx": 2}


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_an_error_of_ours_is_counted_and_its_text_is_not(monkeypatch):
    def fail(request):
        raise ValueError("Canary")

    before = counted()
    monkeypatch.setattr("django.forms.BaseForm.__init__", fail)
    browser = Client(raise_request_exception=False)
    assert browser.get("/sign-in/").status_code == 500
    assert more(before) == {"5xx": 1}
    text = str([family.samples for family in traffic.figures("portal")])
    assert not re.search("canary|sign|/", text, re.IGNORECASE)


def test_durations_and_a_static_file():
    def answer(request):
        return HttpResponse()

    before = values(traffic.figures("x"))["x_request_seconds_count"]
    request = RequestFactory().get("/static/style.css")
    request.resolver_match = None
    traffic.count_requests(answer)(request)
    assert values(traffic.figures("x"))["x_request_seconds_count"] == before
    request.resolver_match = SimpleNamespace(view_name="home")
    traffic.count_requests(answer)(request)
    found = values(traffic.figures("x"))
    assert found["x_request_seconds_count"] == before + 1
    assert found["x_request_seconds_bucket +Inf"] == before + 1


# -- In several ------------------------------------------------------------------------------------
def test_a_process_gets_the_number_of_one_that_has_ended():
    hook = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["pre_fork"]
    server, numbers = SimpleNamespace(WORKERS={}), []
    for pid, ended in ((11, None), (12, None), (13, 11), (14, None), (15, 12)):
        server.WORKERS.pop(ended, None)
        worker = SimpleNamespace()
        hook(server, worker)
        server.WORKERS[pid] = worker
        numbers.append(worker.number)
    assert numbers == [0, 1, 0, 2, 1]


def test_every_process_answers_for_all_and_one_that_is_killed_loses_nothing(tmp_path):
    (tmp_path / "toy.py").write_text(TOY)
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "referral_portal.settings",
        "PORTAL_ZONE": "portal",
        "DEBUG": "0",
        "SECRET_KEY": "for this test only",
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "EMAIL_URL": "none:",
        "REDIS_URL": "redis://127.0.0.1:1/0",  # never asked; without one there is one process only
        "WORKERS": "2",
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "PYTHONPATH": f"{tmp_path}:{ROOT}",
    }
    (tmp_path / "var" / "requests").mkdir(parents=True)
    (tmp_path / "var" / "requests" / "counter_7.db").write_text("of an earlier start")
    words = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "toy:application"]
    server = subprocess.Popen(words, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)

    def ask(path: str) -> tuple[int, str]:
        """The process that answered, and what it said."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}") as answer:
                return int(answer.headers["X-Process"]), answer.read().decode()
        except urllib.error.HTTPError as error:
            return int(error.headers["X-Process"]), ""

    def answers() -> bool:
        try:
            ask("200")
        except OSError:
            return False
        return True

    asked, processes = {"2xx": 0, "5xx": 0}, set()

    def both_have_counted(*, but: int = 0) -> bool:
        for path in ("200", "500"):
            processes.add(ask(path)[0])
            asked[f"{path[0]}xx"] += 1
        return len(processes - {but}) == 2

    try:
        eventually(answers, "the server answers")
        base = dict(COUNT.findall(ask("figures")[1]))
        eventually(both_have_counted, "both processes have counted")
        victim = min(processes)
        os.kill(victim, signal.SIGKILL)
        processes.discard(victim)
        eventually(lambda: both_have_counted(but=victim), "its successor has counted")
        seen = {}
        while seen.keys() < processes:
            who, text = ask("figures")
            seen[who] = dict(COUNT.findall(text))
        for figures in seen.values():
            found = {name: float(figures[name]) - float(base[name]) for name in asked}
            assert found == asked
        files = {file.name for file in (tmp_path / "var" / "requests").iterdir()}
        assert files == {f"{kind}_{n}.db" for kind in ("counter", "histogram") for n in (0, 1)}
    finally:
        server.terminate()
        server.wait()
