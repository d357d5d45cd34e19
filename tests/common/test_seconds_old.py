"""What is the same for every user is asked again after some seconds."""

import pytest

from referral_portal.common import seconds_old
from referral_portal.common.seconds_old import SecondsOld


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the process to a number of seconds."""

    def move(seconds: float) -> None:
        monkeypatch.setattr(seconds_old.time, "monotonic", lambda: seconds)

    return move


def test_an_answer_is_kept_for_the_set_seconds(settings, at):
    settings.KEPT_SECONDS = 5
    answers = iter(["first", "second"])
    kept = SecondsOld(lambda: next(answers))

    found = []
    for seconds in (100, 104.9, 105):
        at(seconds)
        found.append(kept.get())

    assert found == ["first", "first", "second"]


def test_with_no_seconds_it_is_asked_each_time(settings, at):
    settings.KEPT_SECONDS = 0
    answers = iter(["first", "second"])
    kept = SecondsOld(lambda: next(answers))
    at(100)

    assert [kept.get(), kept.get()] == ["first", "second"]


def test_what_fails_is_not_kept(settings):
    settings.KEPT_SECONDS = 5
    answers = iter([1 / 2])
    kept = SecondsOld(lambda: next(answers))
    assert kept.get() == 1 / 2
    failing = SecondsOld(lambda: next(answers))

    for _ in range(2):
        with pytest.raises(StopIteration):
            failing.get()
