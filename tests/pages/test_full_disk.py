"""A disk that is really full: PostgreSQL's own error, the page, and the same form once there is space.

One table is put where no space is left: on a small file system where this machine may mount one, and
on the kernel's own full device, which needs no rights. Costs a few seconds.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2.errors
import pytest
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client

from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import Draft, Referral
from tests.factories.referrals import make_catalogue, open_at
from tests.pages.test_unavailable import FROM_US, HIDDEN

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
TABLE, PLACE = "referrals_referral", f"full_{os.getpid()}"


def ask(*statements: str) -> str:
    """Run statements as the owner of the cluster; return the first value of the last."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else ""


class Device:
    """The file of the empty table is the device that refuses every write for lack of space."""

    def __init__(self) -> None:
        path = ask(f"SELECT pg_relation_filepath('{TABLE}')")
        self.file = Path(ask("SHOW data_directory"), path)
        self.kept = self.file.with_name(f"{self.file.name}.kept")
        connection.close()
        self.file.rename(self.kept)
        self.file.symlink_to("/dev/full")

    def give_space(self) -> None:
        if self.kept.exists():
            self.kept.replace(self.file)
            connection.close()

    def end(self) -> None:
        self.give_space()


class FileSystem:
    """The table is in a tablespace on a small file system, which another file fills."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-full-"))
        self.folder.chmod(0o711)
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        owner = Path(ask("SHOW data_directory")).stat()
        options = f"size=2m,uid={owner.st_uid},gid={owner.st_gid},mode=0700"
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.disk)]
        self.is_mounted = not subprocess.run(words, capture_output=True).returncode
        if not self.is_mounted:
            return
        ask(
            f"CREATE TABLESPACE {PLACE} LOCATION '{self.disk}'",
            f"ALTER TABLE {TABLE} SET TABLESPACE {PLACE}",
        )
        with (
            (self.disk / "ballast").open("wb", buffering=0) as ballast,
            contextlib.suppress(OSError),
        ):
            while ballast.write(bytes(4096)):
                pass

    def give_space(self) -> None:
        (self.disk / "ballast").unlink(missing_ok=True)

    def end(self) -> None:
        if self.is_mounted:
            self.give_space()
            ask(f"ALTER TABLE {TABLE} SET TABLESPACE pg_default", f"DROP TABLESPACE {PLACE}")
            subprocess.run(["umount", "--lazy", str(self.disk)], check=True)
        shutil.rmtree(self.folder)


def full_disk(kind):
    """Return a full disk of a kind; the device where no file system may be mounted.

    The table is emptied first: a page of it may have room for one more row.
    """
    ask(f"TRUNCATE {TABLE} CASCADE")
    disk = kind()
    if kind is FileSystem and not disk.is_mounted:
        disk.end()
        return Device()
    return disk


@pytest.mark.parametrize("kind", [Device, FileSystem])
def test_a_form_is_kept_while_the_disk_is_full_and_sent_when_there_is_space(kind):
    make_catalogue()
    browser = Client(raise_request_exception=False)
    page, typed, errors = open_at(browser, "self"), {"declares": "on"}, []
    before = [model.objects.count() for model in (SealedEnvelope, OutgoingMessage)]

    def note(**kwargs) -> None:
        error = sys.exc_info()[1]
        while error:
            errors.append(type(error))
            error = error.__cause__ or error.__context__

    got_request_exception.connect(note)
    disk = full_disk(kind)
    try:
        answer = browser.post(page, typed, **FROM_US)
        assert psycopg2.errors.DiskFull in errors, "the error is PostgreSQL's own"
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        text = answer.content.decode()
        for words in ("cannot be shown now", "999", "01632 960100", "What you typed is still"):
            assert words in text
        assert dict(HIDDEN.findall(text)) == typed
        assert not Referral.objects.exists()
        assert [model.objects.count() for model in (SealedEnvelope, OutgoingMessage)] == before
        assert Draft.objects.count() == 1
        assert browser.post(page, typed, **FROM_US).status_code == 503, "and it stays full"

        disk.give_space()
        assert browser.post(page, dict(HIDDEN.findall(text))).status_code in {302, 303}
        assert Referral.objects.count() == 1
        assert SealedEnvelope.objects.count() == before[0] + 1
    finally:
        got_request_exception.disconnect(note)
        disk.end()
