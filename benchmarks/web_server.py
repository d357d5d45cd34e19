"""Start the web server as in production, and measure the memory of its processes.

It is gunicorn with the project's own settings, without background work. It serves both zones, which no
process does in production, so the real memory is lower.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.pages import HERE
from tooling.ports import free_port

START_SECONDS = 60
ROOT = Path(__file__).resolve().parent.parent


class WebServer:
    """A running gunicorn: its port and its processes."""

    def __init__(self, port: int, process: subprocess.Popen) -> None:
        self.port, self._process = port, process

    def megabytes(self) -> float:
        """Return the memory of its largest web process (VmRSS)."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return max(_resident(int(child)) for child in children)


@contextlib.contextmanager
def web_server() -> Iterator[WebServer]:
    """Serve the portal on a port of this machine until the end of the block."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "--config", "gunicorn.conf.py"]
    env = os.environ | {"PORT": str(port), "DJANGO_SETTINGS_MODULE": "referral_portal.settings"}
    process = subprocess.Popen(
        [*command, "referral_portal.wsgi:application"], cwd=ROOT, env=env, start_new_session=True
    )
    try:
        _wait_for(f"http://{HERE}:{port}/healthz")
        yield WebServer(port, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _wait_for(address: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with opener.open(address, timeout=30):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _resident(pid: int) -> float:
    """Return VmRSS in MB; the kernel gives it in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE).group(1)) / 1024
