"""`./dev run` takes a fresh clone to a running site with demonstration data.

It installs what is missing, prepares var/, prints who can sign in where, and serves until Ctrl-C. It
ends every process that it has started.
"""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from tooling import assets, environment, prepare, system
from tooling.base import ROOT, VAR, VENV, Stop, say

PASSWORD = "demo-only-passphrase"
START_SECONDS = 60
PORTAL, SAFEGUARDING = "/sign-in/", "/safeguarding/sign-in/"
# The users, their sign-in pages and the page that follows.
SIGN_INS = [
    ("coordinator", PORTAL, "/admin/"),
    ("manager", PORTAL, "/admin/"),
    ("facilitator", PORTAL, "/cohorts/"),
    ("co-facilitator", PORTAL, "/cohorts/"),
    ("agency", PORTAL, "/refer/your-referrals/"),
    ("commissioner", PORTAL, "/summary/"),
    ("auditor", PORTAL, "/admin/"),
    ("administrator", PORTAL, "/admin/"),
    ("link-worker", SAFEGUARDING, "/safeguarding/"),
    ("link-manager", SAFEGUARDING, "/safeguarding/"),
]


def main(arguments: list[str]) -> int:
    """Set up and serve; return gunicorn's exit code, which is 0 after Ctrl-C."""
    if arguments:
        raise Stop("./dev run takes no arguments; PORT=8001 ./dev run serves on another port.")
    port = _port()
    started = time.monotonic()
    # Treat SIGTERM and a closed terminal like Ctrl-C.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    say("Setting up")
    environment.ensure()
    letters = system.need(system.has_pango, system.PANGO, "drawing letters as PDF", optional=True)
    assets.build()
    prepare.everything()
    command = [VENV / "bin" / "gunicorn", "--config", "gunicorn.conf.py"]
    command += ["--pid", VAR / "gunicorn.pid", "referral_portal.wsgi:application"]
    server = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        # A fresh machine is often used as root; hide Celery's warning about that.
        env=prepare.settings_for(
            "all", PORT=str(port), PYTHONWARNINGS="ignore:You're running the worker"
        ),
        start_new_session=True,
    )
    try:
        _wait_until_healthy(server, port)
        say(welcome(port, time.monotonic() - started, letters=letters))
        return server.wait()
    except KeyboardInterrupt:
        say("\nStopping")
        return 0
    finally:
        _stop(server)


def welcome(port: int, seconds: float, *, letters: bool) -> str:
    """Print the addresses and sign-ins once the site answers."""
    address = f"http://127.0.0.1:{port}"
    rows = [("sign-in", "where", "landing page"), *SIGN_INS]
    table = [
        f"  {name:<16}{address + where if where.startswith('/') else where:<46}{landing}"
        for name, where, landing in rows
    ]
    missing = (
        []
        if letters
        else [
            "Letters and leaflets cannot be drawn as PDF (they are shown as pages to print) until: "
            f"sudo apt-get install -y {' '.join(system.PANGO)}"
        ]
    )
    lines = [
        "",
        f"The portal is at {address}/ (ready after {seconds:.0f} s)",
        "",
        *table,
        "",
        f"Everyone's password: {PASSWORD}",
        "Demonstration data only. Outgoing messages are files under var/mail/.",
        *missing,
        "Ctrl-C stops it. Delete var/ to start again.",
    ]
    return "\n".join(lines)


def _port() -> int:
    """Return PORT or 8000; raise Stop if another program listens there."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"PORT must be a port number, not {text!r}.")
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", int(text))) == 0:
            raise Stop(f"Something is already listening on port {text}: PORT=8001 ./dev run")
    return int(text)


def _wait_until_healthy(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    # Without a proxy, because this is our own machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Stop("The web server stopped; its reason is above.")
        try:
            with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    raise Stop(f"The site did not answer within {START_SECONDS} s.")


def _stop(server: subprocess.Popen) -> None:
    """End gunicorn and its children, even if Ctrl-C is pressed a second time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
