"""Make one base backup: copy, check, encrypt, read back, and only then let it count.

On the far side the rows of openings are marked before the copy starts, so that it surely holds them;
the confirmation lets the portal's ciphertext go (safeguarding/crossing/blanking.py).
"""

import contextlib
import datetime as dt
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from deploy.backup.repository import Base, Repository
from deploy.backup.sealing import pack_folder, seal
from deploy.backup.settings import BackupSettings, CannotBackUp

STAMP = "%Y%m%dT%H%M%SZ"
FIRST_SEGMENT = re.compile(r"^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)", re.MULTILINE)
BEGIN = "INSERT INTO safeguarding_backup (started_at) VALUES (%s) RETURNING id"
MARK = """
    UPDATE safeguarding_openedenvelope SET backup_id = %s
    WHERE backup_id IS NULL
    OR backup_id IN (SELECT id FROM safeguarding_backup WHERE confirmed_at IS NULL)
"""
CONFIRM = "UPDATE safeguarding_backup SET confirmed_at = %s WHERE id = %s"


def make(settings: BackupSettings, repository: Repository) -> Base:
    """Make one base backup and return it; raises CannotBackUp."""
    plain = settings.work / "base"
    shutil.rmtree(plain, ignore_errors=True)
    started = _now()
    name = started.strftime(STAMP)
    row = _begin(settings, started) if settings.is_far_side else None
    try:
        run(
            settings, "pg_basebackup", "--pgdata", plain, "--format=plain", "--wal-method=stream",
            "--checkpoint=fast", "--manifest-checksums=SHA256", "--label=backup", "--no-password",
        )  # fmt: skip
        # What it reads of the log needs a program that only the server's package has.
        without_log = [] if shutil.which("pg_waldump") else ["--no-parse-wal"]
        run(settings, "pg_verifybackup", "--quiet", *without_log, plain)
        label = (plain / "backup_label").read_text()
        content = repository.content(name)
        digest = seal(pack_folder(plain), content, recipient=settings.recipient)
    finally:
        shutil.rmtree(plain, ignore_errors=True)
    found = FIRST_SEGMENT.search(label)
    base = Base(name, started, _now(), found.group(1), digest, content.stat().st_size)
    repository.add(base)
    if row is not None:
        _confirm(settings, row)
    return base


def run(settings: BackupSettings, program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs; raises CannotBackUp with what it said."""
    done = subprocess.run(
        [program, *map(str, arguments)], env=os.environ | settings.connection,  # noqa: TID251
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        raise CannotBackUp(f"{program} failed: {done.stderr.strip()[-500:]}")


def _begin(settings: BackupSettings, started: dt.datetime) -> int:
    with _database(settings) as cursor:
        cursor.execute(BEGIN, [started])
        row = cursor.fetchone()[0]
        cursor.execute(MARK, [row])
    return row


def _confirm(settings: BackupSettings, row: int) -> None:
    with _database(settings) as cursor:
        cursor.execute(CONFIRM, [_now(), row])


@contextlib.contextmanager
def _database(settings: BackupSettings) -> Iterator:
    try:
        connection = psycopg2.connect(settings.address, connect_timeout=10)
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()
    except psycopg2.Error as error:
        raise CannotBackUp(f"The database refused: {type(error).__name__}") from error


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
