"""Runs do not overlap within a process, and a request during a run is not lost."""

import threading

import pytest

from referral_portal.common.turns import one_at_a_time
from tests.patience import A_MINUTE


def test_calls_during_a_run_cause_one_more_run():
    started, go_on, runs, at_once = threading.Event(), threading.Event(), [], []

    @one_at_a_time
    def work():
        at_once.append(1)
        assert len(at_once) == 1, "two runs at once"
        runs.append(1)
        started.set()
        assert go_on.wait(A_MINUTE)
        at_once.pop()

    first = threading.Thread(target=work)
    first.start()
    assert started.wait(A_MINUTE)
    work()
    work()
    assert len(runs) == 1, "both calls return while the first run goes on"
    go_on.set()
    first.join(A_MINUTE)
    assert len(runs) == 2


def test_a_failing_run_does_not_block_the_next():
    runs = []

    @one_at_a_time
    def work():
        runs.append(1)
        if len(runs) == 1:
            raise ValueError("the first run fails")

    with pytest.raises(ValueError, match="the first run fails"):
        work()
    work()
    assert len(runs) == 2
