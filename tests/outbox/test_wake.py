"""Wake-ups when Redis is stopped: it still accepts connections, and answers none.

The waits here end with a condition; the limits of the naive way are so long that it could not pass.
"""

import contextlib
import socket
import threading

import pytest
from celery import Celery

from referral_portal.outbox import wake as module
from referral_portal.outbox.wake import Waker
from referrals.models import Referral
from tests.factories.referrals import make_catalogue, send
from tests.patience import A_MINUTE, eventually

A_MOMENT = 10  # milliseconds


class Stopped:
    """A listener on loopback that takes connections and never says a word."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def app(self) -> Celery:
        """An app whose Redis this is, with limits longer than any test."""
        port = self.listener.getsockname()[1]
        app = Celery("stopped", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        app.conf.broker_transport_options = {"socket_timeout": 600, "socket_connect_timeout": 600}
        app.conf.task_publish_retry = False
        return app

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.taken.append(self.listener.accept()[0])

    def close(self) -> None:
        """Let everything go that waits for an answer."""
        for connection in (self.listener, *self.taken):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


@pytest.fixture
def stopped(monkeypatch, settings):
    settings.WAKE_MILLISECONDS, settings.WAKE_PAUSE_SECONDS = A_MOMENT, A_MINUTE * 60
    redis = Stopped()
    monkeypatch.setattr(module, "current_app", redis.app)
    before = set(threading.enumerate())
    yield redis
    redis.close()
    eventually(
        lambda: not [one for one in set(threading.enumerate()) - before if one.is_alive()],
        "no wake-up hangs for ever",
    )


def send_without_a_limit() -> None:
    with contextlib.suppress(Exception):
        module.current_app.send_task("outbox.drain")


def test_a_redis_that_never_answers_costs_a_request_only_the_limit(stopped, log):
    naive = threading.Thread(target=send_without_a_limit, daemon=True)
    naive.start()
    eventually(lambda: len(stopped.taken) == 1, "the naive way is connected")

    Waker().wake("outbox.drain")

    assert naive.is_alive(), "the naive way waits for the answer"
    (line,) = (line for line in log.lines if line["message"] == "wake-up not delivered")
    assert (line["task"], line["kind"]) == ("outbox.drain", "TimeoutError")


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_a_form_is_accepted_while_redis_is_stopped(
    stopped, client, django_capture_on_commit_callbacks
):
    make_catalogue()
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, "self")

    assert answer.status_code == 303
    assert Referral.objects.count() == 1
    eventually(lambda: stopped.taken != [], "a wake-up was tried")


def test_a_flood_pays_once(stopped, settings):
    waker = Waker()
    waker.wake("outbox.drain")
    eventually(lambda: len(stopped.taken) == 1, "the first one asked Redis")

    settings.WAKE_MILLISECONDS = A_MINUTE * 60 * 1000
    for _ in range(50):
        waker.wake("outbox.drain")

    assert len(stopped.taken) == 1, "the others returned without asking"


def test_a_wake_up_that_hangs_is_followed_by_no_other_even_after_the_pause(stopped, settings):
    settings.WAKE_PAUSE_SECONDS = 0
    waker = Waker()
    waker.wake("outbox.drain")
    settings.WAKE_MILLISECONDS = A_MINUTE * 60 * 1000

    waker.wake("outbox.drain")

    eventually(lambda: len(stopped.taken) == 1, "only the first one asked Redis")


@pytest.mark.parametrize(("pause", "tried"), [(A_MINUTE * 60, 1), (0, 2)])
def test_after_an_error_it_rests_for_the_pause_and_then_tries_again(
    monkeypatch, settings, pause, tried
):
    settings.WAKE_MILLISECONDS, settings.WAKE_PAUSE_SECONDS = A_MINUTE * 1000, pause
    asked = []

    class Gone:
        @staticmethod
        def send_task(task):
            asked.append(task)
            raise ConnectionRefusedError

    monkeypatch.setattr(module, "current_app", Gone)
    waker = Waker()

    waker.wake("outbox.drain")
    waker.wake("outbox.drain")

    assert len(asked) == tried
