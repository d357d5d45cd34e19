"""The services of docker-compose.yml as processes, with a mail server that notes every delivery.

The data of both databases are on small file systems of their own where this may be mounted, so that a
disk can be full in earnest.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from referral_portal.settings_floods import FLOOD_LIMITS
from tests.proofs.restore.sink import Sink
from tests.proofs.stolen.harness import _both_zones
from tooling import prepare
from tooling.base import ROOT, VAR
from tooling.composition import model
from tooling.composition.__main__ import FOR_JOURNEYS, FREE_PORTS, Installation, building
from tooling.composition.local import Local
from tooling.composition.processes import UP, Stack

ZONES = ("portal", "safeguarding")
DISK = 3000  # MiB; taken from memory only as far as they are used
PATIENCE = 300
# A mail server that takes its time, so that workers are also killed while a letter is on its way.
MAIL_SECONDS = 0.7
NO_SPACE = "No space left on device"
# Redis has no user in production who may delete everything.
FLUSHER = "user flusher on nopass ~* &* -@all +flushall\n"
# All forms come from this machine; a claim of a dead worker ends while the drill lasts.
EASED = {
    "FLOOD_LIMITS": ",".join(f"{kind}=1000000/1000000" for kind in FLOOD_LIMITS),
    "RECEIPTS_A_DAY": "1000000",
    "MESSAGE_LEASE_SECONDS": "60",
}
MANY = {"PAGES_PER_SECOND": "1000", "FORMS_PER_SECOND": "1000", "REQUESTS_AT_ONCE": "1000"}
PAGES = ("PAGE_STATEMENT_SECONDS", "PAGE_LOCK_SECONDS")


class Machine:
    """The stack of one drill."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-faults-"))
        self.folder.chmod(0o711)  # PostgreSQL's own user passes through
        self.sent = self.folder / "sent"
        self.sink = Sink(self.sent, seconds=MAIL_SECONDS)
        # The limits of pages are those of production.
        usual = {name: value for name, value in FOR_JOURNEYS.items() if name not in PAGES}
        self.installation = Installation(self.folder / "home", **FREE_PORTS, **usual, **MANY)
        self.disks: dict[str, Path] = {}
        self.restarts = 0

    @property
    def stack(self) -> Stack:
        """The running services."""
        return self.installation.stack

    def start(self) -> None:
        """Start every service, and make the catalogue."""
        one = self.installation
        one._make_secrets()
        secrets = one.home / "secrets"
        for zone in ZONES:
            (secrets / f"{zone}_email_url").write_text(self.sink.address)
            with (secrets / f"{zone}_redis_acl").open("a") as acl:
                acl.write(FLUSHER)
            self._make_disk(zone)
        prepare.collect_static(building(), VAR / "static")
        composition = model.load(model.FILE, one.variables)
        for service in composition.services.values():
            if "PORTAL_ZONE" in service.environment:
                service.environment.update(EASED)
        one.stack = Stack(composition, Local(composition, one.home))
        one.stack.start()

    def _make_disk(self, zone: str) -> None:
        place = self.installation.home / "volumes" / f"{zone}-data"
        place.mkdir(parents=True)
        words = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m,mode=0711", "tmpfs", str(place)]
        if subprocess.run(words, capture_output=True).returncode == 0:
            self.disks[zone] = place

    def resize(self, zone: str, *, is_full: bool) -> bool:
        """Let the disk of a database be full, or give its space back; return whether that was done."""
        place = self.disks[zone]
        size = f"{DISK}m"
        if is_full:
            facts = os.statvfs(place)
            # The kernel refuses less than what is in use, and counts whole pages.
            size = str((facts.f_blocks - facts.f_bfree) * facts.f_frsize)
        words = ["mount", "-o", f"remount,size={size}", str(place)]
        return subprocess.run(words, capture_output=True).returncode == 0

    def full_disks(self) -> int:
        """Return how often a database has logged that its disk is full."""
        logs = [self.installation.home / "logs" / f"{zone}-db.log" for zone in ZONES]
        return sum(log.read_text(errors="replace").count(NO_SPACE) for log in logs)

    def watch(self) -> None:
        """Start again what has stopped, however often, as the container engine does."""
        for one in self.stack.running.values():
            self.restarts += one.restarts
            one.restarts = 0
        self.stack.watch_once()

    def wait_until_healthy(self) -> None:
        """Wait until every service is healthy after its own check."""
        ends = time.monotonic() + PATIENCE
        while ill := [
            name
            for name, one in self.stack.running.items()
            if not one.is_once and (one.state != UP or one.process.poll() is not None)
        ]:
            assert time.monotonic() < ends, f"Not healthy again: {', '.join(ill)}"
            self.watch()
            time.sleep(0.2)

    def port(self, service: str, inside: int) -> int:
        """Return the port of a service on this machine."""
        return self.stack.local.ports[service, inside]

    def started(self, *words: str) -> subprocess.Popen:
        """Start a process that owns both databases."""
        return subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *words: str) -> str:
        """Run such a process to its end, and return its output."""
        with self.started(*words) as process:
            said, errors = process.communicate()
        assert process.returncode == 0, f"{words}: {errors[-3000:]}"
        return said

    def environment(self) -> dict[str, str]:
        """Return the environment of such a process."""
        return _both_zones(self.installation) | EASED

    def stop(self) -> None:
        """Stop everything and delete what was made."""
        with contextlib.suppress(AttributeError):
            self.installation.down()
        for place in self.disks.values():
            subprocess.run(["umount", "--lazy", str(place)], capture_output=True)
        self.sink.shutdown()
        self.sink.server_close()
        shutil.rmtree(self.folder, ignore_errors=True)
