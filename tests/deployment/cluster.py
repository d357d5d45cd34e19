"""One PostgreSQL cluster of a test's own, with a role that may copy it; killed and started at will."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg2

from tests.patience import A_MINUTE
from tests.servers import _end_with_parent, _server_user, postgresql_folder
from tooling.ports import free_port

ROLE, PASSWORD = "safeguarding_backup", "invented"
OPTIONS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "autovacuum=off", "jit=off")
HBA = """
host all all 127.0.0.1/32 trust
host replication portal_backup,safeguarding_backup 127.0.0.1/32 scram-sha-256
"""


class Cluster:
    """A cluster in a folder of its own; its data folder may be moved away and filled again."""

    def __init__(self, data: Path | None = None) -> None:
        """Make a new cluster, or take the one in `data`, which may be a restored one."""
        self._own = Path(tempfile.mkdtemp(prefix="portal-cluster-"))
        self._own.chmod(0o711)
        self.data = data or self._own / "data"
        self.port = free_port()
        self.process: subprocess.Popen | None = None
        self.user = _server_user()

    def make(self) -> None:
        """Initialise the data folder."""
        self.data.mkdir(mode=0o700)
        self.own()
        words = ["initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--no-sync"]
        words += ["--no-locale", "--encoding=UTF8"]
        self._run(words)
        (self.data / "pg_hba.conf").write_text(HBA)

    def own(self) -> None:
        """Give the data folder to the server's user, which is not root."""
        if self.user:
            for path in (self.data, *self.data.rglob("*")):
                os.chown(path, self.user["user"], self.user["group"])

    def start(self) -> list:
        """Start the server and wait until it answers, after any recovery."""
        self.own()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        words = [postgresql_folder() / "postgres", "-D", self.data, "-p", self.port]
        words += [word for option in OPTIONS for word in ("-c", option)]
        with (self._own / "log").open("ab") as log:
            self.process = subprocess.Popen(
                list(map(str, words)), cwd=self.data, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, preexec_fn=_end_with_parent,  # noqa: PLW1509
                **self.user,
            )  # fmt: skip
        ends = time.monotonic() + A_MINUTE
        while True:
            try:
                return self.ask("SELECT 1")
            except psycopg2.OperationalError:
                assert self.process.poll() is None, (self._own / "log").read_text()[-2000:]
                assert time.monotonic() < ends, (self._own / "log").read_text()[-2000:]
                time.sleep(0.05)

    def ask(self, *statements: str, database: str = "postgres") -> list[tuple]:
        """Run statements, each committed by itself; return the rows of the last."""
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=database
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def end_of_recovery(self) -> int:
        """Return the end of the log from which the server last recovered, as a number of bytes."""
        said = re.findall(r"redo done at ([0-9A-F]+)/([0-9A-F]+)", (self._own / "log").read_text())
        high, low = said[-1]
        return (int(high, 16) << 32) + int(low, 16)

    def kill(self) -> None:
        """End every process of the server at once, as a loss of power does."""
        self.signal(signal.SIGSTOP)
        self.signal(signal.SIGKILL)
        self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the server, then to each of its processes."""
        # Each has a session of its own, so a signal to the group would miss them.
        for pid in (self.process.pid, *self._children()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _children(self) -> list[int]:
        parent = str(self.process.pid)
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # The name in brackets may hold spaces: what follows it is counted from its end.
                fields = stat.read_text().rsplit(")", 1)[1].split()
                if fields[1] == parent:
                    found.append(int(stat.parent.name))
        return found

    def stop(self) -> None:
        """Stop the server and delete what this object made; safe to call twice."""
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self._own, ignore_errors=True)

    def _run(self, words: list) -> None:
        program, *rest = words
        done = subprocess.run(
            [str(postgresql_folder() / program), *map(str, rest)],
            cwd=self._own, capture_output=True, text=True, **self.user,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
