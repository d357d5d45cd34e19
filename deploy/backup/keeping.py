"""The backup service of one zone: the log all the time, a base when one is due, and retention."""

import datetime as dt
import logging
import math
import os
import signal
import threading
import time

from deploy.backup import bases
from deploy.backup.log import Log
from deploy.backup.measuring import measure
from deploy.backup.repository import TIMELINE, Repository
from deploy.backup.sealing import recipient_of
from deploy.backup.settings import BackupSettings, CannotBackUp

logger = logging.getLogger(__name__)
REQUEST = "make-base"  # a file in the work folder
LOOK_EVERY = 1.0  # seconds
OVERDUE = 2  # times the interval without a base: the service is unhealthy
PATIENCE = 3600  # seconds that `now` waits for its base


class Keeper:
    """One running backup service."""

    def __init__(self, settings: BackupSettings) -> None:
        self.settings = settings
        self.repository = Repository(settings.folder)
        self.log = Log(settings, self.repository)
        self.base: threading.Thread | None = None
        self.failed_at = self.sealed_at = 0.0
        self.measured_at = -math.inf
        self.stopping = threading.Event()

    def turn(self) -> None:
        """Do what is due now; a failure is logged and tried again."""
        wants = self.log.receive()
        if time.monotonic() - self.sealed_at >= self.settings.log_every:
            self.log.seal()
            self.sealed_at = time.monotonic()
        request = self.settings.work / REQUEST
        if request.exists() or wants or self._is_due():
            self._start_base()
        if time.monotonic() - self.measured_at >= self.settings.measure_every:
            measure(self.settings, self.repository, dt.datetime.now(dt.UTC))
            self.measured_at = time.monotonic()
        if self.log.is_received and not self._is_overdue():
            self.settings.alive.touch()

    def _start_base(self) -> None:
        """Make a base in a thread, so that the log is encrypted meanwhile; one at a time."""
        if self.base and self.base.is_alive():
            return
        if time.monotonic() - self.failed_at < self.settings.log_every and self.failed_at:
            return
        self.base = threading.Thread(target=self._make_base)
        self.base.start()

    def _make_base(self) -> None:
        asked = _asked_at(self.settings)
        try:
            base = bases.make(self.settings, self.repository)
            # A request from after its start wants what this base may not hold: it stays.
            if _asked_at(self.settings) == asked:
                (self.settings.work / REQUEST).unlink(missing_ok=True)
            old = self.repository.retire(
                now=dt.datetime.now(dt.UTC),
                keep_days=self.settings.keep_days,
                keep_least=self.settings.keep_least,
            )
            logger.info("base %s kept, %s deleted", base.name, len(old))
            self.failed_at = 0.0
        except (CannotBackUp, OSError) as failure:
            self.failed_at = time.monotonic()
            logger.error("no base: %s", failure)

    def _age(self) -> float:
        newest = self.repository.newest()
        if newest is None:
            return float("inf")
        return (dt.datetime.now(dt.UTC) - newest.started_at).total_seconds()

    def _is_due(self) -> bool:
        return self._age() >= self.settings.base_every or self._is_of_another_timeline()

    def _is_of_another_timeline(self) -> bool:
        """Return whether the database was restored since the newest base."""
        newest, timelines = self.repository.newest(), self.repository.timelines()
        return bool(newest and timelines) and newest.first_segment[:TIMELINE] < max(timelines)

    def _is_overdue(self) -> bool:
        return self._age() >= OVERDUE * self.settings.base_every

    def stop(self) -> None:
        """Finish: the base that is being made, and the log up to now."""
        if self.base:
            self.base.join()
        self.log.stop()


def _asked_at(settings: BackupSettings) -> int | None:
    """Return the time of the last request for a base, in nanoseconds; None without one."""
    request = settings.work / REQUEST
    return request.stat().st_mtime_ns if request.exists() else None


def keep(settings: BackupSettings) -> int:
    """Make backups until the process is asked to stop; raises CannotBackUp without a recipient."""
    recipient_of(settings.recipient)
    logging.basicConfig(
        level=logging.INFO, format='{"level": "%(levelname)s", "text": "%(message)s"}'
    )
    os.umask(0o077)
    keeper = Keeper(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: keeper.stopping.set())
    settings.work.mkdir(parents=True, exist_ok=True)
    keeper.repository.make()
    while not keeper.stopping.is_set():
        try:
            keeper.turn()
        except (CannotBackUp, OSError) as failure:
            logger.error("log not kept: %s", failure)
        keeper.stopping.wait(LOOK_EVERY)
    keeper.stop()
    return 0


def ask_for_base(settings: BackupSettings) -> str:
    """Ask the running service for a base, wait for it and return its name and size; raises CannotBackUp."""
    repository = Repository(settings.folder)
    before = repository.newest()
    (settings.work / REQUEST).touch()
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        newest = repository.newest()
        if newest and newest != before and not (settings.work / REQUEST).exists():
            return f"{newest.name}: {newest.size:,} bytes, checked"
        time.sleep(0.2)
    raise CannotBackUp("The backup service has made no base; its log says why.")
