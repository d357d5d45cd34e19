"""Sessions of link workers: how they start and end, and what a wrong name or password leaves behind."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.models import SafeguardingEvent
from safeguarding.sign_in import sessions
from tests.factories.safeguarding import client_of, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_an_unknown_name_costs_a_hash(monkeypatch):
    hashed = []
    monkeypatch.setattr(sessions, "make_password", lambda raw: hashed.append(raw) or "")
    with pytest.raises(Refusal):
        sessions.sign_in(username="nobody", password="x", network="n", now=timezone.now())
    assert hashed == ["x"]


def test_a_session_ends_when_idle_and_in_any_case_after_a_day(settings):
    settings.WORKER_SESSION_MINUTES, settings.WORKER_SESSION_HOURS = 15, 1
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = client_of(make_worker())
        for minutes in (14, 28, 42, 56):
            clock.move_to(start + dt.timedelta(minutes=minutes))
            assert client.get("/safeguarding/").status_code == 200
        clock.move_to(start + dt.timedelta(minutes=60))
        assert client.get("/safeguarding/").status_code == 302
        other = client_of(make_worker())
        clock.move_to(start + dt.timedelta(minutes=76))
        assert other.get("/safeguarding/").status_code == 302


def test_a_worker_who_is_switched_off_is_out_at_once():
    worker = make_worker()
    client = client_of(worker)
    assert client.get("/safeguarding/").status_code == 200
    worker.is_active = False
    worker.save()
    assert client.get("/safeguarding/").status_code == 302


def test_a_session_costs_one_query(django_assert_num_queries):
    client = client_of(make_worker())
    with (
        django_assert_num_queries(1, using="safeguarding"),
        django_assert_num_queries(0, using="default"),
    ):
        assert client.get("/safeguarding/no/such/page/").status_code == 404


def test_a_short_password_is_refused():
    with pytest.raises(Refusal, match="15 characters"):
        make_worker(password="short")


def test_hashes_are_made_by_the_first_hasher():
    worker = make_worker()
    assert worker.password.split("$")[0] == make_password("x").split("$")[0]


def test_an_unknown_name_is_written_down_like_a_wrong_password():
    make_worker(username="link-worker")
    written = []
    for username in ("link-worker", "nobody"):
        before = SafeguardingEvent.objects.count()
        with pytest.raises(Refusal):
            sessions.sign_in(username=username, password="x", network="n", now=timezone.now())
        written.append(SafeguardingEvent.objects.count() - before)
    assert written == [1, 1]
    assert "nobody" not in str(list(SafeguardingEvent.objects.values_list()))
