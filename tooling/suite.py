"""`./dev test`: installs what the tests need, then runs them on both kinds of database.

Without arguments: the tests marked `sqlite` on SQLite, then everything on PostgreSQL and Redis with two
workers. With arguments: one run on PostgreSQL with those arguments. tests/servers.py starts and stops
the servers.
"""

import signal
import subprocess

from tooling import assets, environment, system
from tooling.base import PYTHON, ROOT, clean_environment, say

NO_TESTS = 5  # pytest's exit code when a selection is empty


def main(arguments: list[str]) -> int:
    """Run the tests; returns 1 if any run failed."""
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "testing on PostgreSQL")
    system.need(system.has_redis, ("redis-server",), "testing background work")
    system.need(system.has_chromium, ("chromium",), "testing in a browser")
    system.need(system.has_pango, system.PANGO, "testing letters")
    assets.build(dev=True)
    if arguments:
        return 1 if run_pytest(*arguments) else 0
    say("\n-- SQLite, the default of ./dev run")
    on_sqlite = run_pytest("-m", "sqlite", "-n", "2", database="sqlite")
    say("\n-- PostgreSQL and Redis")
    on_postgresql = run_pytest("-n", "2", "--dist", "loadgroup")
    if on_sqlite not in {0, NO_TESTS}:
        say("The run on SQLite failed; its summary is above.")
    return 1 if on_postgresql or on_sqlite not in {0, NO_TESTS} else 0


def run_pytest(*arguments: str, database: str = "postgresql") -> int:
    """One pytest run. Ctrl-C and a polite end reach pytest once; it stops the servers it started."""
    command = [str(PYTHON), "-m", "pytest", *arguments]
    env = clean_environment(TEST_DATABASE=database)
    del env["DJANGO_SETTINGS_MODULE"]
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where a shell started us with Ctrl-C switched off, which the child would inherit.
        signal.signal(number, signal.default_int_handler)
    child = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.send_signal(signal.SIGINT)
        child.wait()
        raise
