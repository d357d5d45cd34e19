"""What is broken at random: processes are killed or stopped for a while, a disk is full, Redis is emptied."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.proofs.faults.machine import ZONES, Machine

SHORTEST, LONGEST = 3, 12  # seconds of a stall or of a full disk
KILLED = (
    "portal-web", "portal-worker", "portal-beat", "portal-redis", "portal-proxy",
    "safeguarding-worker", "safeguarding-beat", "safeguarding-opener", "safeguarding-redis",
)  # fmt: skip
STALLED = (
    "portal-redis", "portal-db", "portal-worker", "portal-web",
    "safeguarding-redis", "safeguarding-db", "safeguarding-worker", "safeguarding-opener",
)  # fmt: skip
DATABASES = tuple(f"{zone}-db" for zone in ZONES)


def family(pid: int) -> list[int]:
    """Return a process and all its descendants, whatever their sessions."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in brackets may hold spaces: what follows it is counted from its end.
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def send_signal(number: signal.Signals, *pids: int) -> None:
    """Send a signal to processes that may just have ended."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


@dataclass
class Breaker:
    """Breaks one thing after the other, as `draw` says; `counts` has how often each."""

    machine: Machine
    draw: random.Random
    wait: Callable[[float], None]  # lets time pass, and ended services be started again
    counts: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)  # what this machine does not allow

    def break_something(self) -> None:
        """Break one thing of a kind drawn at random, and give back what was taken."""
        kinds = {
            "killed process": self.kill_one,
            "killed worker of the web server": self.kill_web_worker,
            "database crash": self.crash_database,
            "database killed": self.kill_database,
            "stall": self.stall,
            "full disk": self.fill_disk,
            "emptied Redis": self.empty_redis,
        }
        weights = (8, 3, 2, 1, 5, 2, 3)
        (kind,) = self.draw.choices(list(kinds), weights)
        if kinds[kind]() is not False:
            self.counts[kind] = self.counts.get(kind, 0) + 1

    def kill_one(self) -> None:
        """Kill a service with all its processes."""
        send_signal(signal.SIGKILL, *family(self._pid(self.draw.choice(KILLED))))

    def kill_web_worker(self) -> bool:
        """Kill one of the web server's workers, which its master replaces."""
        children = family(self._pid("portal-web"))[1:]
        if children:
            send_signal(signal.SIGKILL, self.draw.choice(children))
        return bool(children)

    def crash_database(self) -> None:
        """Do what `pg_ctl stop -m immediate` does: no checkpoint, recovery at the next start."""
        send_signal(signal.SIGQUIT, self._pid(self.draw.choice(DATABASES)))

    def kill_database(self) -> None:
        """Kill every process of a database at once."""
        pids = family(self._pid(self.draw.choice(DATABASES)))
        send_signal(signal.SIGSTOP, pids[0])
        send_signal(signal.SIGKILL, *pids[1:], pids[0])

    def stall(self) -> None:
        """Stop every process of a service, and let them go on some seconds later."""
        pids = family(self._pid(self.draw.choice(STALLED)))
        send_signal(signal.SIGSTOP, *pids)
        try:
            self.wait(self.draw.uniform(SHORTEST, LONGEST))
        finally:
            send_signal(signal.SIGCONT, *pids)

    def fill_disk(self) -> bool:
        """Leave no byte on the disk of a database, and give the space back some seconds later."""
        zone = self.draw.choice(ZONES)
        seconds = self.draw.uniform(SHORTEST, LONGEST)
        if zone not in self.machine.disks:
            self.refused.append("full disk: this machine allows no mount")
            return False
        if not self.machine.resize(zone, is_full=True):
            return False
        try:
            self.wait(seconds)
        finally:
            assert self.machine.resize(zone, is_full=False), "The disk stays full."
        return True

    def empty_redis(self) -> bool:
        """Delete everything in a Redis."""
        port = self.machine.port(f"{self.draw.choice(ZONES)}-redis", 6379)
        with contextlib.suppress(redis.RedisError):
            client = redis.Redis(port=port, username="flusher", socket_timeout=5)
            client.flushall()
            return True
        return False

    def _pid(self, service: str) -> int:
        running = self.machine.stack.running[service]
        ends = time.monotonic() + LONGEST
        while running.process.poll() is not None and time.monotonic() < ends:
            self.wait(0.2)
        return running.process.pid
