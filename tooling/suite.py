"""`./dev test`: installs what the tests need, then runs them on both kinds of database.

Without arguments: everything on PostgreSQL and Redis, and beside it the tests marked `sqlite` on SQLite,
whose output comes in one piece. With arguments: one run on PostgreSQL with those arguments. Every run
ends with the processor seconds it used. tests/servers.py starts and stops the servers.
"""

import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
from typing import IO

from tooling import assets, environment, system
from tooling.base import PYTHON, ROOT, clean_environment, say

NO_TESTS = 5  # pytest's exit code when a selection is empty


def main(arguments: list[str]) -> int:
    """Run the tests; returns 1 if any run failed."""
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "testing on PostgreSQL")
    system.need(system.has_redis, ("redis-server",), "testing background work")
    system.need_chromium("testing in a browser")
    system.need(system.has_pango, system.PANGO, "testing letters")
    system.need(system.has_proxy, system.PROXY, "testing docker-compose.yml")
    system.need_promtool("testing deploy/alerts.yml")
    assets.build(dev=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell may have started us with Ctrl-C switched off, which a child would inherit.
        signal.signal(number, signal.default_int_handler)
    started, used_before = time.monotonic(), processor_seconds()
    try:
        if arguments:
            return 1 if wait_for(start_pytest(*arguments)) else 0
        return run_both(workers_for(len(os.sched_getaffinity(0))))
    finally:
        used = processor_seconds() - used_before
        say(f"Processor: {used:.0f} s. Wall: {time.monotonic() - started:.0f} s.")


def workers_for(cores: int) -> int:
    """Return how many processes share the run on PostgreSQL.

    Each often waits for its database or its browser, so a few cores have two processes more than cores.
    From four cores on, the run on SQLite and the servers have two cores of their own.
    """
    return cores + 2 if cores <= 2 else max(3, cores - 2)


def processor_seconds() -> float:
    """Return the processor time of all children that have ended: tests, browsers and servers."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_both(workers: int) -> int:
    """Run on both databases at once and return 0 when both runs passed; Ctrl-C ends both."""
    say("\n-- PostgreSQL and Redis, with SQLite beside it")
    with tempfile.TemporaryFile("w+") as output:
        beside = start_pytest("-m", "sqlite", database="sqlite", output=output)
        teller = threading.Thread(target=tell, args=(beside, output), daemon=True)
        teller.start()
        try:
            on_postgresql = wait_for(start_pytest("-n", str(workers)))
            on_sqlite = wait_for(beside)
        finally:
            if beside.poll() is None:
                beside.send_signal(signal.SIGINT)
            teller.join()
    return told(on_postgresql, on_sqlite)


def told(on_postgresql: int, on_sqlite: int) -> int:
    """Return 0 when both runs passed; name the run on SQLite when it failed."""
    if on_sqlite not in {0, NO_TESTS}:
        say("The run on SQLite failed; its output is above.")
    return 1 if on_postgresql or on_sqlite not in {0, NO_TESTS} else 0


def tell(run: subprocess.Popen, output: IO[str]) -> None:
    """Print what a run beside another wrote, when it has ended."""
    run.wait()
    output.seek(0)
    say(
        f"\n\n-- SQLite, the default of ./dev run\n{output.read()}\n-- PostgreSQL and Redis, going on"
    )


def start_pytest(
    *arguments: str, database: str = "postgresql", output: IO[str] | None = None
) -> subprocess.Popen:
    """Start one pytest run in a group of its own, which Ctrl-C does not reach by itself."""
    env = clean_environment(TEST_DATABASE=database)
    del env["DJANGO_SETTINGS_MODULE"]
    # Compiling everything anew costs each process some seconds.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(
        [str(PYTHON), "-m", "pytest", *arguments],
        cwd=ROOT,
        env=env,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
    )


def wait_for(run: subprocess.Popen) -> int:
    """Return the exit code; Ctrl-C and a polite end reach pytest once; it stops its servers."""
    try:
        return run.wait()
    except KeyboardInterrupt:
        run.send_signal(signal.SIGINT)
        run.wait()
        raise
