"""How old the replica may be: from positions in the log and this process's own clock."""

import contextlib
import threading
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from referral_portal.replica import lag
from referral_portal.replica.lag import NEVER, Marks, Watch
from referral_portal.replica.limits import REPLICA, ReplicaLimits

HISTORY = "1 "


class Pair:
    """A primary and a replica whose positions a test sets, and the clock."""

    def __init__(self) -> None:
        self.now, self.written, self.replayed, self.asked = 1000.0, 0, 0, 0
        self.history = self.old_history = HISTORY

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Waiting takes no time here."""

    def answer(self, alias: str, statement: str) -> tuple:
        if alias != REPLICA:
            return self.written, self.history
        self.asked += 1
        if isinstance(self.replayed, Exception):
            raise self.replayed
        return self.replayed, self.old_history


@pytest.fixture
def pair(settings, monkeypatch):
    settings.REPLICA = ReplicaLimits(lag=5, own=10, check=1, answer=5, pause=15)
    pair = Pair()
    monkeypatch.setattr(lag, "time", pair)
    monkeypatch.setattr(lag, "_answer", pair.answer)
    monkeypatch.setattr(lag, "in_time", contextlib.nullcontext)
    monkeypatch.setattr(lag, "connections", {REPLICA: SimpleNamespace(close=lambda: None)})
    return pair


def test_marks_say_up_to_when_everything_is_shown():
    marks = Marks()
    assert marks.shown_until(100) == NEVER
    marks.add(1.0, 10)
    marks.add(2.0, 20)
    marks.add(3.0, 20)  # nothing was written
    assert [marks.shown_until(at) for at in (9, 10, 19, 20, 99)] == [NEVER, 1.0, 1.0, 3.0, 3.0]


def test_one_that_follows_is_used(pair):
    pair.written = pair.replayed = 100
    assert Watch().is_usable()


def test_one_that_lags_is_used_until_the_limit(pair):
    watch = Watch()
    pair.written = pair.replayed = 100
    assert watch.is_usable()
    ages = {}
    for second in range(1, 8):
        pair.now, pair.written = 1000.0 + second, 100 + second  # it replays nothing
        ages[second] = watch.is_usable()
    assert ages == {1: True, 2: True, 3: True, 4: True, 5: True, 6: False, 7: False}
    pair.replayed = pair.written
    pair.now += 1
    assert watch.is_usable()


def test_one_that_has_lost_an_idle_primary_is_used_because_it_shows_everything(pair):
    watch = Watch()
    pair.written = pair.replayed = 100
    for _ in range(20):
        pair.now += 1
        assert watch.is_usable()


def test_it_is_measured_once_in_a_while_and_a_measurement_grows_old(pair):
    watch = Watch()
    pair.written = pair.replayed = 100
    for _ in range(5):
        assert watch.is_usable()
    assert pair.asked == 1
    pair.now += 1
    assert watch.is_usable()
    assert pair.asked == 2


def test_one_that_needs_some_milliseconds_is_asked_again(pair, monkeypatch):
    pair.written, pair.replayed = 100, 90
    monkeypatch.setattr(pair, "sleep", lambda seconds: setattr(pair, "replayed", 100))
    assert Watch().is_usable()
    assert pair.asked == 2


@pytest.mark.parametrize("failure", [None, OperationalError("gone")])
def test_one_that_fails_or_is_no_replica_is_not_used(pair, failure):
    pair.written, pair.replayed = 100, failure
    assert not Watch().is_usable()
    assert Watch().behind() == float("inf")


def test_one_that_failed_is_left_alone_for_a_while(pair):
    watch = Watch()
    pair.written, pair.replayed = 100, OperationalError("gone")
    assert not watch.is_usable()
    pair.replayed = 100
    pair.now += 14
    assert not watch.is_usable()
    assert pair.asked == 1
    pair.now += 1
    assert watch.is_usable()


def test_one_with_the_history_before_a_restore_is_not_used(pair):
    """It was ahead of the restored primary, so its position alone would do."""
    watch = Watch()
    pair.written = pair.replayed = 500
    assert watch.is_usable()
    pair.now += 1
    pair.written, pair.history = 300, "2 2026-11-27"
    assert not watch.is_usable()
    pair.now += 1
    pair.old_history, pair.replayed = pair.history, 200  # made anew, and not there yet
    assert not watch.is_usable()
    pair.now += 1
    pair.replayed = 300
    assert watch.is_usable()


def test_while_one_thread_waits_for_it_the_others_use_the_primary(pair, monkeypatch):
    watch = Watch()
    pair.written = pair.replayed = 100
    waiting, answered = threading.Event(), threading.Event()

    def hang(alias, statement):
        waiting.set()
        assert answered.wait(60)
        return pair.answer(alias, statement)

    monkeypatch.setattr(lag, "_answer", hang)
    first = threading.Thread(target=watch.is_usable)
    first.start()
    assert waiting.wait(60)
    assert not watch.is_usable()
    answered.set()
    first.join(60)
    assert watch.is_usable()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_no_replica_has_no_position(replica, monkeypatch):
    on_replica = lag.POSITION.format(
        "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END", lag.HISTORY
    )
    assert Watch().is_usable(), "the control: this one is treated as a replica"
    monkeypatch.setattr(lag, "ON_REPLICA", on_replica)
    assert not Watch().is_usable()
