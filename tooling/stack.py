"""`./dev stack`: the services of docker-compose.yml as processes of this machine, until Ctrl-C.

This module installs what is missing and hands over to tooling.composition, which needs a YAML reader
and so runs in the virtual environment.
"""

import signal
import subprocess

from tooling import assets, environment, system
from tooling.base import PYTHON, ROOT


def main(arguments: list[str]) -> int:
    """Run the stack, or its journey with `test`; returns the exit code."""
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "the stack's databases")
    system.need(system.has_redis, ("redis-server",), "the stack's queues")
    system.need(system.has_proxy, system.PROXY, "the stack's way in")
    if "test" in arguments:
        system.need_chromium("testing in a browser")
    assets.build(dev="test" in arguments)
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
        return 0 if "test" not in arguments else 130
