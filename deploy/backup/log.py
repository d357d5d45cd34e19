"""Receive the write-ahead log as it is written, and encrypt it within seconds.

The server keeps what was not received in a replication slot. A complete segment is encrypted once;
the one in progress again and again, so that what is lost with a machine is at most the last seconds.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.backup.bases import run
from deploy.backup.repository import PARTIAL, SEGMENT, Repository
from deploy.backup.sealing import copy_file, digest_of, seal
from deploy.backup.settings import BackupSettings, CannotBackUp

SLOT = "backup"
GONE = re.compile(r"has already been removed|can no longer get changes from|invalidated")


class Log:
    """The received log of one zone."""

    def __init__(self, settings: BackupSettings, repository: Repository) -> None:
        self.settings, self.repository = settings, repository
        self.plain = settings.work / "log"
        self.errors = settings.work / "receive.err"
        self.process: subprocess.Popen | None = None
        self._sealed: dict[str, str] = {}  # digest of the content of a partial segment

    def receive(self) -> bool:
        """Start the receiver unless it runs; return whether the log has a gap, so that a base is due."""
        if self.process and self.process.poll() is None:
            return False
        has_gap = bool(self.process and GONE.search(self.errors.read_text(errors="replace")))
        if has_gap:
            # The server deleted what we had not received: what is here ends before the gap.
            self.seal()
            shutil.rmtree(self.plain)
            run(self.settings, "pg_receivewal", "--slot", SLOT, "--drop-slot", "--no-password")
        self.plain.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            run(
                self.settings, "pg_receivewal", "--slot", SLOT, "--create-slot", "--if-not-exists",
                "--no-password",
            )  # fmt: skip
        except CannotBackUp:
            return has_gap  # the database is away; the next turn tries again
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                ["pg_receivewal", "--directory", str(self.plain), "--slot", SLOT, "--no-password",
                 "--no-loop", "--status-interval=1"],
                env=os.environ | self.settings.connection,  # noqa: TID251
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip
        return has_gap

    @property
    def is_received(self) -> bool:
        """Whether the receiver is running."""
        return bool(self.process) and self.process.poll() is None

    def seal(self) -> int:
        """Encrypt what is new, and delete complete segments here; return how many files were written."""
        written = 0
        for path in sorted(self.plain.glob("*")):
            name = path.name
            if not SEGMENT.fullmatch(name):
                continue
            try:
                written += self._seal_partial(path) if name.endswith(PARTIAL) else self._seal(path)
            except FileNotFoundError:
                continue  # it was completed at this moment, and has its other name
        return written

    def _seal(self, path: Path) -> int:
        seal(copy_file(path), self.repository.segment(path.name), recipient=self.settings.recipient)
        self.repository.segment(f"{path.name}{PARTIAL}").unlink(missing_ok=True)
        self._sealed.pop(f"{path.name}{PARTIAL}", None)
        path.unlink()
        return 1

    def _seal_partial(self, path: Path) -> int:
        content = digest_of(path)
        if self._sealed.get(path.name) == content:
            return 0
        seal(copy_file(path), self.repository.segment(path.name), recipient=self.settings.recipient)
        self._sealed[path.name] = content
        return 1

    def stop(self) -> None:
        """Stop the receiver, which first writes what it has, and encrypt that."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.plain.is_dir():
            self.seal()
