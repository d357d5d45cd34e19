"""The machine of the restore drill: a cluster and a backup service for each zone, and the processes at work."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyrage

from deploy.backup.keeping import REQUEST
from deploy.backup.repository import Base, Repository
from deploy.backup.restoring import forget_work, restore
from tests.deployment.cluster import PASSWORD, Cluster
from tests.proofs.restore.sink import Sink
from tests.servers import _end_with_parent, postgresql_folder
from tooling.base import ROOT, clean_environment
from tooling.composition.__main__ import MOMENTS

ZONES = ("portal", "safeguarding")
ROLES = ("portal_app", "safeguarding_app", "safeguarding_opener", "safeguarding_backup")
SENDERS = 2
PATIENCE = 300  # seconds for one step, however busy the machine
LOG_SECONDS = 1
LOAD = 10  # forms sent before a drill begins to count
TABLES = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    " AND table_type = 'BASE TABLE' ORDER BY 1"
)


class Zone:
    """One zone: its cluster, its repository and its backup service."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home = name, home / name
        self.identity = pyrage.x25519.Identity.generate()
        self.repository = Repository(self.home / "backups")
        self.cluster = Cluster()
        self.old: list[Cluster] = []
        self.keeper: subprocess.Popen | None = None
        (self.home / "work").mkdir(parents=True)

    @property
    def address(self) -> str:
        """The database's address for its owner."""
        return f"postgres://postgres@127.0.0.1:{self.cluster.port}/{self.name}"

    def make(self) -> None:
        """Make the cluster with its roles and an empty database."""
        self.cluster.make()
        self.cluster.start()
        roles = ROLES if self.name == "safeguarding" else ROLES[:3]
        self.cluster.ask(
            f"CREATE DATABASE {self.name}",
            *(f"CREATE ROLE {role} LOGIN" for role in roles if role != "safeguarding_backup"),
            f"CREATE ROLE {self.name}_backup LOGIN REPLICATION PASSWORD '{PASSWORD}'",
        )

    def keep(self) -> None:
        """Start the backup service."""
        env = clean_environment(
            PORTAL_ZONE=self.name, VAR_DIR=str(self.home), BACKUP_DIR=str(self.repository.folder),
            BACKUP_WORK_DIR=str(self.home / "work"), BACKUP_LOG_SECONDS=str(LOG_SECONDS),
            BACKUP_RECIPIENT=str(self.identity.to_public()),
            BACKUP_DATABASE_URL=f"postgres://{self.name}_backup:{PASSWORD}@127.0.0.1"
            f":{self.cluster.port}/{self.name}",
            PATH=f"{postgresql_folder()}{os.pathsep}{os.environ['PATH']}",
        )  # fmt: skip
        self.keeper = start(["-m", "deploy.backup", "keep"], env, self.home / "keeper.log")

    def ask_for_base(self) -> None:
        """Have the backup service make a base; `new_base` waits for it."""
        (self.home / "work" / REQUEST).touch()

    def new_base(self, since: float) -> Base:
        """Return the first base begun after `since`, once it was checked."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            newest = self.repository.newest()
            if newest and newest.started_at.timestamp() >= since - 1:
                return newest
            time.sleep(0.1)
        raise AssertionError((self.home / "keeper.log").read_text()[-2000:])

    def finish_log(self) -> None:
        """Let the backup service encrypt what it has received, and end."""
        self.keeper.send_signal(signal.SIGTERM)
        self.keeper.wait(PATIENCE)

    def restore(self, until: dt.datetime | None) -> None:
        """Put the backup in the place of the killed database, and start it."""
        self.old.append(self.cluster)
        self.cluster = Cluster()
        restore(self.repository, str(self.identity), self.cluster.data, until=until)
        forget_work(self.home / "work")
        self.cluster.start()

    def tables(self, cluster: Cluster | None = None) -> dict[str, tuple[int, str]]:
        """Return for each table how many rows it has, and a digest of all of them."""
        cluster = cluster or self.cluster
        found = {}
        for (table,) in cluster.ask(TABLES, database=self.name):
            [row] = cluster.ask(
                f'SELECT count(*), md5(coalesce(string_agg(md5(t::text), \'\' ORDER BY t::text), \'\'))'
                f' FROM "{table}" t',
                database=self.name,
            )  # fmt: skip
            found[table] = row
        return found

    def stop(self) -> None:
        """Stop everything of this zone, and delete its clusters."""
        if self.keeper and self.keeper.poll() is None:
            self.keeper.kill()
            self.keeper.wait()
        for cluster in (self.cluster, *self.old):
            cluster.stop()


class Machine:
    """Both zones, the mail server, and the processes of one drill."""

    def __init__(self, *, keeps_backups: bool = True) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="portal-restore-"))
        self.zones = {name: Zone(name, self.home) for name in ZONES}
        self.sent = self.home / "sent"
        self.sink = Sink(self.sent)
        self.acknowledged = self.home / "acknowledged"
        self.acknowledged.touch()
        self.at_work: list[subprocess.Popen] = []
        self.keeps_backups = keeps_backups
        self.count = self._kept = 0  # acknowledged in all; of those, still in the file

    def environment(self, zone: str = "all", **extra: str) -> dict[str, str]:
        """Return the environment of a process of one zone, or of both."""
        return clean_environment(
            PORTAL_ZONE=zone, DEBUG="1", VAR_DIR=str(self.home / "var"), LOG_LEVEL="ERROR",
            SECRET_KEY="only for this drill", KEEPS_BACKUPS=str(int(self.keeps_backups)),
            DATABASE_URL=self.zones["portal"].address,
            SAFEGUARDING_DATABASE_URL=self.zones["safeguarding"].address,
            REDIS_URL="", EMAIL_URL=self.sink.address, MESSAGE_MOMENTS=MOMENTS,
            MESSAGE_LEAST_HOURS="0", **extra,
        )  # fmt: skip

    def make(self) -> None:
        """Make both databases, with the catalogue and the keys."""
        for zone in self.zones.values():
            zone.make()
        self.prepare()
        for words in (["manage.py", "create_keys"], ["manage.py", "create_column_keys"]):
            self.run(words, self.environment())
        self.run(["-m", "tests.proofs.restore.world", "make"], self.environment())
        for zone in self.zones.values():
            zone.keep()

    def prepare(self) -> None:
        """Prepare both databases, as the one-shot services do before any process starts."""
        with ThreadPoolExecutor() as both:
            environments = map(self.environment, ZONES)
            list(both.map(lambda env: self.run(["-m", "deploy.prepare"], env), environments))

    def begin(self, *names: str) -> None:
        """Start the processes of the product, and with "send" those that send referrals."""
        for name in names:
            words = ["-m", "tests.proofs.restore.world", name]
            for _ in range(SENDERS if name == "send" else 1):
                extra = [str(self.acknowledged)] if name == "send" else []
                log = self.home / f"{name}.log"
                self.at_work.append(start([*words, *extra], self.environment(), log))

    def wait_for_load(self) -> None:
        """Wait until every process is at work: forms were sent, and one was opened."""
        before, ends = len(self.times()), time.monotonic() + PATIENCE
        while len(self.times()) < before + LOAD:
            assert time.monotonic() < ends, "No forms are sent."
            time.sleep(0.1)

    def kill(self) -> float:
        """Kill both databases and every process at once; return the time."""
        now = time.time()
        for zone in self.zones.values():
            zone.cluster.kill()
        self.end_work()
        return now

    def times(self) -> dict[str, float]:
        """Return the time at which each referral was acknowledged."""
        lines = map(str.split, self.acknowledged.read_text().splitlines())
        return {reference: float(at) for at, reference, _ in lines}

    def go_on(self) -> None:
        """Make ready for the next loss: what the portal no longer has is out of the truth."""
        rows = self.zones["portal"].cluster.ask(
            "SELECT reference FROM referrals_referral", database="portal"
        )
        there = {reference for (reference,) in rows}
        lines = self.acknowledged.read_text().splitlines(keepends=True)
        self.count += len(lines) - self._kept
        kept = [line for line in lines if line.split()[1] in there]
        self._kept = len(kept)
        self.acknowledged.write_text("".join(kept))
        for zone in self.zones.values():
            zone.keep()

    def end_work(self) -> None:
        """Kill the processes at work."""
        for process in self.at_work:
            process.kill()
        for process in self.at_work:
            process.wait()
        self.at_work.clear()

    def compare(self, *, end: float, patience: float) -> dict[str, list[str]]:
        """Return the names of all that was lost and doubled, by kind, once nothing is missing."""
        words = ["-m", "tests.proofs.restore.world", "compare", self.acknowledged, self.sent]
        return json.loads(self.run([*map(str, words), str(end), str(patience)], self.environment()))

    def run(self, words: list[str], env: dict[str, str]) -> str:
        """Run a Python program to its end and return its output."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{words}: {done.stderr[-3000:]}"
        return done.stdout

    def stop(self) -> None:
        """Stop everything and delete what was made."""
        self.end_work()
        for zone in self.zones.values():
            zone.stop()
        self.sink.shutdown()
        self.sink.server_close()
        shutil.rmtree(self.home)


def start(words: list[str], env: dict[str, str], log: Path) -> subprocess.Popen:
    """Start a Python program that ends with this process."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=file,
            stderr=file, preexec_fn=_end_with_parent,  # noqa: PLW1509
        )  # fmt: skip
