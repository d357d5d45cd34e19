"""PostgreSQL and Redis for one test run: private, temporary, gone at the end.

Found among the installed programs, never downloaded. A missing one fails the run with one sentence;
nothing skips. No Django here: addresses reach the settings through the environment.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tests.patience import A_MINUTE
from tooling.ports import free_port

OWNER = "portal"


class MissingServerError(Exception):
    """A server program is not installed; the text says what to do."""


class Servers:
    """The running servers. `start()` returns the environment that leads to them; `stop()` ends both."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen] = []
        self._folder: Path | None = None

    def start(self) -> dict[str, str]:
        """Start both. Raises MissingServerError; whatever had started is stopped again."""
        # The folder itself must let PostgreSQL's own user through to its part.
        self._folder = Path(tempfile.mkdtemp(prefix="portal-tests-"))
        self._folder.chmod(0o711)
        try:
            return self._start_postgresql(self._folder) | self._start_redis(self._folder)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End both and remove every trace; safe to call twice."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
        for process in self._processes:
            try:
                process.wait(timeout=A_MINUTE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start_postgresql(self, folder: Path) -> dict[str, str]:
        programs = postgresql_folder()
        home = folder / "postgresql"
        home.mkdir(mode=0o700)
        user = _server_user()
        if user:
            os.chown(home, user["user"], user["group"])
        data = home / "data"
        initdb = [programs / "initdb", "-D", data, "-U", OWNER, "--auth=trust", "--no-sync"]
        initdb += ["--no-locale", "--encoding=UTF8"]
        made = subprocess.run(
            [str(word) for word in initdb], cwd=home, capture_output=True, text=True, **user
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stderr}")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": home,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "jit": "off",
            "autovacuum": "off",
            "wal_level": "minimal",
            "max_wal_senders": 0,
            "max_connections": 600,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = (folder / "postgresql.log").open("wb")
        self._launch([programs / "postgres", "-D", data, *options], cwd=home, log=log, **user)
        _wait(lambda: psycopg2.connect(host=str(home), user=OWNER, dbname="postgres").close())
        address = f"postgres://{OWNER}@{quote(str(home), safe='')}"
        return {
            "DATABASE_URL": f"{address}/portal",
            "SAFEGUARDING_DATABASE_URL": f"{address}/safeguarding",
        }

    def _start_redis(self, folder: Path) -> dict[str, str]:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if not program:
            raise MissingServerError(
                "The tests need Redis: sudo apt-get install -y redis-server (./dev test does it)."
            )
        port = free_port()
        options = ["--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"]
        options += ["--dir", folder, "--daemonize", "no", "--databases", 32]
        self._launch([program, *options], cwd=folder, log=(folder / "redis.log").open("wb"))
        _wait(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close())
        return {"REDIS_URL": f"redis://127.0.0.1:{port}"}

    def _launch(self, words: list[object], *, cwd: Path, log, **user: object) -> None:
        with log:
            process = subprocess.Popen(
                [str(word) for word in words], cwd=cwd, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=_end_with_parent, **user,  # noqa: PLW1509
            )  # fmt: skip
        self._processes.append(process)


def postgresql_folder() -> Path:
    """Return the folder of Debian's newest version, otherwise of the one in PATH."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    raise MissingServerError(
        "The tests need PostgreSQL: sudo apt-get install -y postgresql (./dev test does it)."
    )


def _server_user() -> dict:
    """PostgreSQL refuses root; give it a user of its own there."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise MissingServerError("As root the tests need a user named postgres to run PostgreSQL.")


def _end_with_parent() -> None:
    """On Linux, even a killed test run leaves no server behind."""
    if sys.platform == "linux":
        death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(death_signal, signal.SIGINT)


def _wait(ready) -> None:
    deadline = time.monotonic() + A_MINUTE
    while True:
        try:
            return ready()
        except (OSError, psycopg2.OperationalError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
