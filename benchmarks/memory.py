"""Measure the memory of a web process after it has served pages.

It is one gunicorn worker as in production, without background work. It serves both zones, which no
process does in production, so the real figure is lower.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.asking import Page
from benchmarks.pages import HERE
from tooling.ports import free_port

PAGES = 200
START_SECONDS = 60
ROOT = Path(__file__).resolve().parent.parent


def resident_megabytes(pages: list[Page]) -> float:
    """Serve PAGES requests for `pages` from a gunicorn; return its worker's VmRSS in MB."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "--config", "gunicorn.conf.py"]
    env = os.environ | {
        "PORT": str(port), "WORKERS": "1", "DJANGO_SETTINGS_MODULE": "referral_portal.settings",
    }  # fmt: skip
    server = subprocess.Popen(
        [*command, "referral_portal.wsgi:application"], cwd=ROOT, env=env, start_new_session=True
    )
    try:
        _fetch(f"http://{HERE}:{port}/healthz", "", patience=START_SECONDS)
        asked = [
            (f"http://{HERE}:{port}{address}", _cookies(page))
            for page in pages
            for method, address, _ in page.requests
            if method == "get"
        ]
        for number in range(PAGES):
            address, cookies = asked[number % len(asked)]
            _fetch(address, cookies)
        return max(_resident(child) for child in _children(server.pid))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def _cookies(page: Page) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in page.client.cookies.items())


def _fetch(address: str, cookies: str, *, patience: float = 0) -> None:
    request = urllib.request.Request(address, headers={"Cookie": cookies})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + patience
    while True:
        try:
            with opener.open(request, timeout=30) as answer:
                answer.read()
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _resident(pid: int) -> float:
    """Return VmRSS in MB; the kernel gives it in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE).group(1)) / 1024
