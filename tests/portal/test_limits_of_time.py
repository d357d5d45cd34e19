"""The limits of time on a real PostgreSQL: locks, statements, idle transactions and ended sessions."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import psycopg2.errors
import pytest
from django.core.signals import request_started
from django.db import DatabaseError, InterfaceError, connection, connections
from django.test import Client
from django.urls import reverse

from referral_portal.pages.unavailable import is_unavailable
from referral_portal.settings_databases import database, limits
from tests.factories.accounts import UserFactory
from tests.patience import A_MINUTE, eventually

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.mark.parametrize(
    "kind",
    ["DiskFull", "LockNotAvailable", "QueryCanceled", "AdminShutdown", "CannotConnectNow",
     "TooManyConnections", "OutOfMemory", "DeadlockDetected"],
)  # fmt: skip
def test_what_postgresql_says_when_it_cannot_serve_is_an_excuse(kind):
    error = getattr(psycopg2.errors, kind)
    with pytest.raises(DatabaseError) as caught, connection.wrap_database_errors:
        raise error("canary")
    assert is_unavailable(caught.value)


@pytest.fixture
def other():
    """A session of the database beside Django's."""
    where = connection.settings_dict
    session = psycopg2.connect(host=where["HOST"], user=where["USER"], dbname=where["NAME"])
    yield session
    session.close()
    connection.close()  # what a test said to its own session, or lost of it, ends with the test


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
def test_a_locked_table_stops_its_own_page_and_no_other(limit, client, other):
    """The naive way, without a limit, waits as long as the lock lasts."""
    client.force_login(UserFactory(manager=True))
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE programmes_district IN ACCESS EXCLUSIVE MODE")
    read = "SELECT count(*) FROM programmes_district"
    naive = threading.Thread(target=_read_without_limits, args=[read], daemon=True)
    naive.start()
    with connection.cursor() as cursor:
        cursor.execute(f"SET {limit} = '50ms'")
    client.raise_request_exception = False
    answer = client.get(reverse("roll_out"))

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert client.get("/").status_code == 200
    assert naive.is_alive()
    other.rollback()
    assert client.get(reverse("roll_out")).status_code == 200
    eventually(lambda: not naive.is_alive(), "the naive way gets what it waited for")


def _read_without_limits(statement: str) -> None:
    where = connection.settings_dict
    session = psycopg2.connect(host=where["HOST"], user=where["USER"], dbname=where["NAME"])
    with session.cursor() as cursor:
        cursor.execute(statement)
    session.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("limit", "is_served"), [("50ms", True), ("0", False)])
def test_a_lock_holds_no_thread_of_a_web_process_for_long(limit, is_served, monkeypatch, other):
    """Eight threads as in gunicorn.conf.py; without a limit the waiting visitors have them all."""
    user = UserFactory(manager=True)
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "options", f"-c lock_timeout={limit}")
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE programmes_district IN ACCESS EXCLUSIVE MODE")
    with ThreadPoolExecutor(max_workers=8) as threads:
        waiting = [threads.submit(_visit, reverse("roll_out"), user) for _ in range(16)]
        if not is_served:
            eventually(lambda: _waiting_for_locks(other) == 8, "every thread waits for the lock")
        home = threads.submit(_visit, reverse("home"))
        if is_served:
            assert home.result(timeout=A_MINUTE) == 200
        assert home.done() == is_served
        assert not is_served or {one.result() for one in waiting} == {503}
        other.rollback()
    assert home.result() == 200


def _visit(path: str, user=None) -> int:
    client = Client(raise_request_exception=False)
    try:
        if user:
            client.force_login(user)
        return client.get(path).status_code
    finally:
        connections.close_all()


def _waiting_for_locks(session) -> int:
    with session.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_session_that_the_server_ended_is_503_and_then_works_again(client, other):
    client.force_login(UserFactory(coordinator=True))
    client.raise_request_exception = False

    def end_session(**kwargs) -> None:
        with other.cursor() as cursor:
            pid = connection.connection.get_backend_pid()
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])

    request_started.connect(end_session)
    try:
        assert client.get(reverse("landing")).status_code == 503
    finally:
        request_started.disconnect(end_session)
    connection.close()  # what the end of a real request does with a session that fails
    assert client.get(reverse("landing")).status_code in {200, 302}


@pytest.mark.django_db(transaction=True)
def test_an_idle_transaction_ends_and_is_an_excuse(other):
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '20ms'")
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
        cursor.execute("BEGIN")
        eventually(lambda: not _is_there(other, pid), "the server ended the session")
        with pytest.raises((DatabaseError, InterfaceError)) as caught:
            cursor.execute("SELECT 1")
    connection.close()

    assert is_unavailable(caught.value), type(caught.value)


def _is_there(session, pid: int) -> bool:
    session.rollback()
    with session.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_every_session_of_ours_has_the_limits():
    assert limits().count("600s") == 3, "tests wait long, because machines are busy"
    with connection.cursor() as cursor:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == ("10min",)


def test_the_address_may_say_otherwise(monkeypatch):
    monkeypatch.setenv("OTHER_URL", "postgres://name@host/portal?options=-c%20lock_timeout%3D7s")
    assert database("OTHER_URL", "other.sqlite3")["OPTIONS"]["options"] == "-c lock_timeout=7s"


@pytest.mark.parametrize(
    ("name", "value"), [("jit", "off"), ("plan_cache_mode", "force_generic_plan")]
)
def test_no_time_goes_into_plans_and_machine_code_for_rows_that_are_never_read(name, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting, source FROM pg_settings WHERE name = %s", [name])
        assert cursor.fetchone() == (value, "client")
