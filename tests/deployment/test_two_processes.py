"""Two web processes behind the proxy of docker-compose.wide.yml: what is asked again, and what never.

The two are small servers of the test's own. The full run is `./dev prove wide`. Costs some seconds.
"""

import http.server
import os
import subprocess
import threading

import pytest

from tests.deployment.proxies import HOSTS, ask
from tests.patience import eventually
from tooling.base import ROOT
from tooling.composition import model
from tooling.ports import free_port

HOST = HOSTS["portal"]
SCRIPT = ROOT / "deploy" / "proxy" / "servers.sh"
AGAIN = ("proxy_next_upstream error timeout;", "proxy_next_upstream error timeout non_idempotent;")


class Web(http.server.ThreadingHTTPServer):
    """A web process that notes what it was asked, and may hang up or wait before it answers."""

    daemon_threads = True

    def __init__(self, name: str, *, hangs_up: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.name, self.hangs_up = name, hangs_up
        self.asked: list[str] = []
        self.may_answer = threading.Event()
        self.thread = threading.Thread(target=self.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        self.may_answer.set()
        self.shutdown()
        self.server_close()
        self.thread.join()

    def handle_error(self, request, client_address) -> None:
        """Say nothing about a visitor who has left."""


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        if self.server.hangs_up:
            self.close_connection = True
            return
        if self.path == "/slow/":
            self.server.may_answer.wait()
        said = self.server.name.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET

    def log_message(self, *args) -> None:
        """Say nothing."""


@pytest.fixture
def web():
    """A function that starts a web process; all are stopped after the test."""
    made = []

    def make(name: str, **how) -> Web:
        made.append(Web(name, **how))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def wide(proxy_of):
    """A function that starts the portal's proxy before two ports."""

    def make(first: int, second: int, **how):
        server = f"127.0.0.1:{second}"
        return proxy_of("portal", upstream=first, over=model.WIDE, PROXY_SECOND=server, **how)

    return make


def test_a_closed_door_costs_nothing_not_even_a_form(wide, web):
    there = web("there")
    proxy = wide(free_port(), there.server_port)

    answers = [ask(proxy, HOST, "/a/", method=method) for method in ("POST", "GET") * 4]

    assert {(answer.status, answer.text) for answer in answers} == {(200, "there")}
    assert len(there.asked) == 8


def test_both_are_asked(wide, web):
    first, second = web("first"), web("second")
    proxy = wide(first.server_port, second.server_port)

    assert {ask(proxy, HOST).text for _ in range(8)} == {"first", "second"}


def test_a_page_whose_connection_breaks_is_asked_for_again_and_a_form_never(wide, web):
    broken, there = web("broken", hangs_up=True), web("there")
    form, page = (wide(broken.server_port, there.server_port) for _ in range(2))

    assert ask(form, HOST, "/form/", method="POST").status == 502
    assert ask(page, HOST, "/page/").text == "there"
    assert broken.asked == ["POST /form/", "GET /page/"]
    assert there.asked == ["GET /page/"]


def test_the_naive_way_sends_a_form_twice(wide, web):
    """The control."""
    broken, there = web("broken", hangs_up=True), web("there")
    proxy = wide(broken.server_port, there.server_port, swap=AGAIN)

    ask(proxy, HOST, "/form/", method="POST")

    assert broken.asked == there.asked == ["POST /form/"]


def test_one_is_taken_out_while_its_last_request_is_answered(wide, web):
    first, second = web("first"), web("second")
    proxy = wide(first.server_port, second.server_port)
    answers = []
    slow = [
        threading.Thread(target=lambda: answers.append(ask(proxy, HOST, "/slow/").text))
        for _ in range(8)
    ]
    second.may_answer.set()
    for thread in slow:
        thread.start()
    eventually(lambda: len(first.asked + second.asked) == 8 and first.asked, "both are asked")

    words = ["sh", str(SCRIPT), f"127.0.0.1:{second.server_port}"]
    env = {**os.environ, "NGINX_ENVSUBST_OUTPUT_DIR": str(proxy.folder)}
    script = subprocess.Popen(words, env=env)
    before = len(first.asked)
    eventually(lambda: {ask(proxy, HOST).text for _ in range(8)} == {"second"}, "first is left out")
    assert script.poll() is None, "it waits for what the first is still answering"
    first.may_answer.set()

    assert script.wait() == 0
    for thread in slow:
        thread.join()
    assert sorted(set(answers)) == ["first", "second"]
    assert [ask(proxy, HOST, method="POST").text for _ in range(4)] == ["second"] * 4
    assert first.asked[before:].count("POST /") == 0


def test_no_servers_at_all_are_refused(wide, web):
    one = web("one")
    proxy = wide(one.server_port, one.server_port)
    before = (proxy.folder / "servers.conf").read_text()
    env = {**os.environ, "NGINX_ENVSUBST_OUTPUT_DIR": str(proxy.folder)}

    assert subprocess.run(["sh", str(SCRIPT)], env=env, check=False).returncode == 2
    assert (proxy.folder / "servers.conf").read_text() == before
