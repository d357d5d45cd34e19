"""`./dev stack`: the services of docker-compose.yml as processes of this machine, until Ctrl-C.

This module installs what is missing and hands over to tooling.composition, which needs a YAML reader
and so runs in the virtual environment.
"""

import signal
import subprocess

from tooling import assets, environment, prove, system
from tooling.base import PYTHON, ROOT

WIDE, TEST = "--wide", "test"


def main(arguments: list[str]) -> int:
    """Run the stack, or its journey with `test`; returns the exit code.

    The test of the wide stack is a proof, whose figures `--write` keeps.
    """
    if WIDE in arguments and TEST in arguments:
        return prove.main(["wide", *(word for word in arguments if word not in {WIDE, TEST})])
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "the stack's databases")
    system.need(system.has_redis, ("redis-server",), "the stack's queues")
    system.need(system.has_proxy, system.PROXY, "the stack's way in")
    if WIDE in arguments:
        system.need(system.has_pool, ("pgbouncer",), "the wide stack's pools")
    if TEST in arguments:
        system.need_chromium("testing in a browser")
    assets.build(dev=TEST in arguments)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    child = subprocess.Popen(
        [str(PYTHON), "-m", "tooling.composition", *arguments], cwd=ROOT, start_new_session=True
    )
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.send_signal(signal.SIGINT)
        child.wait()
        return 0 if TEST not in arguments else 130
