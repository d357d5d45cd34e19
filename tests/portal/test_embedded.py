"""Background work inside the web process: only where one process does it all."""

import pytest

from referral_portal import embedded


class Part:
    """A worker or beat that only notes what is asked of it."""

    def __init__(self, alive=True):
        self.alive, self.stopped = alive, False

    def is_alive(self):
        return self.alive

    def stop(self):
        self.stopped = True


@pytest.fixture
def running(monkeypatch):
    monkeypatch.setattr(embedded, "_running", {})
    return embedded._running


@pytest.mark.parametrize(("processes", "is_embedded"), [(2, True), (1, False), (0, True)])
def test_it_is_refused_where_two_would_do_the_same_work(
    running, settings, monkeypatch, processes, is_embedded
):
    settings.CELERY_EMBEDDED = is_embedded
    monkeypatch.setattr(embedded, "run_threads", lambda: running.update(worker=Part()))

    with pytest.raises(RuntimeError, match="needs one web process"):
        embedded.start(processes=processes)

    assert running == {}


def test_it_starts_in_one_process_without_redis(running, settings, monkeypatch):
    settings.CELERY_EMBEDDED = True
    monkeypatch.setattr(embedded, "run_threads", lambda: running.update(worker=Part()))

    embedded.start(processes=1)

    assert running


@pytest.mark.parametrize(
    ("thread", "beat", "alive"),
    [(True, True, True), (False, True, False), (True, False, False)],
)
def test_it_is_alive_only_as_a_whole(running, thread, beat, alive):
    running.update(worker=Part(), thread=Part(thread), beat=Part(beat))

    assert embedded.is_alive() is alive


@pytest.mark.parametrize("is_embedded", [True, False])
def test_without_threads_it_is_alive_only_where_redis_does_the_work(running, settings, is_embedded):
    settings.CELERY_EMBEDDED = is_embedded

    assert embedded.is_alive() is not is_embedded


def test_it_ends_with_the_web_process(running):
    worker, beat = Part(), Part()
    running.update(worker=worker, thread=Part(), beat=beat)

    embedded.stop()
    embedded.stop()

    assert (worker.stopped, beat.stopped, running) == (True, True, {})
