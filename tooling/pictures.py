"""`./dev screenshots` takes the pictures of the README, from a demonstration of its own.

The demonstration starts as with `./dev run`, but in a scratch folder and on a free port, so that your
own is not touched. tooling/screenshots.py then drives the browser.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from tooling import assets, environment, system
from tooling.base import PYTHON, ROOT, Stop, clean_environment, say
from tooling.ports import free_port

START_SECONDS = 240


def main(arguments: list[str]) -> int:
    """Take all pictures, or those that the arguments name."""
    environment.ensure(dev=True)
    system.need_chromium("taking pictures")
    assets.build(dev=True)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="portal-pictures-") as folder:
        site = subprocess.Popen(
            [sys.executable, str(ROOT / "dev"), "run"], cwd=ROOT,
            env=os.environ | {"VAR_DIR": folder, "PORT": str(port)},
            start_new_session=True,
        )  # fmt: skip
        try:
            say("Starting a demonstration")
            _wait(site, f"http://127.0.0.1:{port}/healthz")
            command = [str(PYTHON), "-m", "tooling.screenshots", f"http://127.0.0.1:{port}"]
            env = clean_environment()
            return subprocess.run([*command, *arguments], cwd=ROOT, env=env).returncode
        finally:
            site.send_signal(signal.SIGINT)
            site.wait(timeout=30)


def _wait(site: subprocess.Popen, address: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if site.poll() is not None:
            raise Stop("The demonstration did not start: try ./dev run.")
        try:
            with opener.open(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Stop(f"The demonstration did not answer within {START_SECONDS} s.")
