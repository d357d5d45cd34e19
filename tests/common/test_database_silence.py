"""A real PostgreSQL that is stopped: it closes nothing, answers nothing and keeps no limit of its own.

Costs a start of PostgreSQL and some seconds of waiting.
"""

import os
import signal
import socket
import threading

import psycopg2
import pytest
from django.core.signals import request_started
from django.db import connection
from django.test import Client
from psycopg2 import extensions

from referral_portal.common.database_silence import limit_silence
from referral_portal.settings_databases import NETWORK, SILENCE_SECONDS
from tests.deployment.cluster import Cluster
from tests.factories.referrals import SELF_PAGES, make_catalogue, open_at
from tests.pages.test_unavailable import FROM_US, HIDDEN
from tests.patience import A_MINUTE, eventually

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture(scope="module")
def cluster():
    one = Cluster()
    try:
        one.make()
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture
def limited():
    """A function that limits the waits of this process until the test ends."""
    yield limit_silence
    limit_silence(0)


def connect(one: Cluster, **options):
    session = psycopg2.connect(
        host="127.0.0.1", port=one.port, user="postgres", dbname="postgres",
        **{"connect_timeout": A_MINUTE, **options},
    )  # fmt: skip
    session.autocommit = True
    return session


def run(session, statement: str):
    with session.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_stopped_server_is_given_up_and_works_again_when_it_goes_on(cluster, limited):
    """The naive way, libpq's own, waits as long as the server stands still."""
    is_open, naive, looking = (connect(cluster) for _ in range(3))
    run(is_open, "SELECT pg_advisory_lock(7)")
    got = []
    waiting = threading.Thread(
        target=lambda: got.append(run(naive, "SELECT pg_advisory_lock(7)")), daemon=True
    )
    waiting.start()
    eventually(lambda: run(looking, WAITING) == 1, "the naive session waits for the server")
    cluster.signal(signal.SIGSTOP)
    try:
        limited(1)
        with pytest.raises(psycopg2.OperationalError, match="has not answered"):
            run(is_open, "SELECT 7")
        assert is_open.closed
        for limit, of_the_connection in ((1, A_MINUTE), (A_MINUTE, 2)):
            limited(limit)
            with pytest.raises(psycopg2.OperationalError, match="has not answered"):
                connect(cluster, connect_timeout=of_the_connection)
        assert waiting.is_alive()
    finally:
        cluster.signal(signal.SIGCONT)
    # The server sees that the session with the lock has gone.
    waiting.join(A_MINUTE)
    assert got
    limited(A_MINUTE)
    assert run(connect(cluster), "SELECT 7") == 7


def test_a_server_that_works_is_waited_for(cluster, limited):
    """A word in between, such as a row, begins the wait anew; a long statement has its time."""
    limited(A_MINUTE)
    session = connect(cluster)
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.2)")
        cursor.execute("SELECT repeat('x', 1000) FROM generate_series(1, 20000)")
        assert len(cursor.fetchall()) == 20000
        with pytest.raises(psycopg2.errors.UndefinedTable):
            cursor.execute("SELECT * FROM nothing")
    session.autocommit = False
    with session.cursor("named") as cursor:
        cursor.execute("SELECT 7 FROM generate_series(1, 50)")
        assert sum(row[0] for row in cursor) == 350
    session.commit()
    assert run(session, "SELECT 7") == 7


@pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
def test_a_page_whose_database_stops_is_503_with_its_form(limited):
    make_catalogue()
    browser = Client(raise_request_exception=False)
    page, typed = open_at(browser, "self", "home"), SELF_PAGES["home"]
    stopped = []

    def stop(**kwargs) -> None:
        stopped.append(connection.connection.get_backend_pid())
        os.kill(stopped[0], signal.SIGSTOP)

    request_started.connect(stop)
    limited(1)
    try:
        answer = browser.post(page, typed, **FROM_US)
    finally:
        request_started.disconnect(stop)
        os.kill(stopped[0], signal.SIGCONT)

    assert answer.status_code == 503
    assert answer["Retry-After"]
    text = answer.content.decode()
    assert "cannot be shown now" in text
    found = dict(HIDDEN.findall(text))
    assert found.keys() == typed.keys()
    connection.close()  # what the end of a real request does with a session that fails
    again = browser.post(page, found)
    assert again.status_code == 303
    assert again["Location"] != page


def test_without_a_number_nothing_is_limited(limited):
    limited(5)
    assert extensions.get_wait_callback()
    limited(0)
    assert extensions.get_wait_callback() is None
    assert SILENCE_SECONDS == 0, "only web processes have the limit: docker-compose.yml"


def test_a_connection_whose_network_is_gone_is_given_up_by_the_system(cluster):
    session = connect(cluster, **NETWORK)
    with socket.socket(fileno=os.dup(session.fileno())) as wire:
        of_tcp = [
            wire.getsockopt(socket.IPPROTO_TCP, name)
            for name in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_USER_TIMEOUT)
        ]
        assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    session.close()
    assert of_tcp == [10, 10, 30_000]
