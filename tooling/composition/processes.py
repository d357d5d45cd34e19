"""Start, watch and stop the services of one composition as processes of this machine.

The order, commands, environment, health checks and restarts are those of the file. One thread starts
all children, which end with it, so that a killed stack leaves no process behind.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

from tooling.base import ROOT, Stop, say
from tooling.composition import pool, postgres, proxy
from tooling.composition.local import Local
from tooling.composition.model import COMPLETED, Composition, Service

PATIENCE = 300  # seconds until every service must be up, even on a busy machine
LOOK_EVERY = 0.4  # seconds between health checks while starting
MOST_RESTARTS = 5
WAITING, STARTING, UP, DONE = "waiting", "starting", "healthy", "completed"


@dataclass
class Running:
    """One service on this machine."""

    service: Service
    state: str = WAITING
    process: subprocess.Popen | None = None
    check: subprocess.Popen | None = None
    checked_at: float = 0.0
    failures: int = 0
    restarts: int = 0
    seconds: float = 0.0
    checks_run: list[list[str]] = field(default_factory=list)

    @property
    def is_once(self) -> bool:
        """Whether the service runs to its end before others start."""
        return not self.service.restarts


class Stack:
    """The services of one composition."""

    def __init__(self, composition: Composition, local: Local) -> None:
        self.composition, self.local = composition, local
        self.running = {name: Running(one) for name, one in composition.services.items()}
        self.logs = local.home / "logs"

    # -- Up ------------------------------------------------------------------------------------
    def start(self, *, patience: float = PATIENCE) -> None:
        """Start everything in the order of the file and wait until all is healthy, or raise Stop."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self.local.make()
        started = time.monotonic()
        while any(one.state in {WAITING, STARTING} for one in self.running.values()):
            for one in self.running.values():
                if one.state == WAITING and self._may_start(one.service):
                    self._launch(one)
                    one.state = STARTING
                if one.state == STARTING:
                    self._look(one)
                    one.seconds = time.monotonic() - started
            if time.monotonic() - started > patience:
                late = [name for name, one in self.running.items() if one.state not in {UP, DONE}]
                raise Stop(
                    f"Not healthy after {patience:.0f} s: {', '.join(late)}.{self._tail(late)}"
                )
            time.sleep(0.02)

    def _may_start(self, service: Service) -> bool:
        for name, condition in service.needs.items():
            wanted = DONE if condition == COMPLETED else UP
            if self.running[name].state != wanted:
                return False
        return True

    def _launch(self, one: Running) -> None:
        service, local = one.service, self.local
        options = {}
        if postgres.is_server(service):
            options = postgres.prepare(service, local)
        if proxy.is_proxy(service):
            proxy.prepare(service, local)
        if pool.is_pool(service):
            options = pool.prepare(service, local)
        with (self.logs / f"{service.name}.log").open("ab") as log:
            one.process = subprocess.Popen(
                local.command(service, service.command), cwd=options.pop("cwd", ROOT),
                env=local.environment(service), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=_end_with_parent, **options,  # noqa: PLW1509
            )  # fmt: skip

    def _look(self, one: Running) -> None:
        """Note that a starting service is healthy or completed; raise Stop if it failed."""
        code = one.process.poll()
        if one.is_once:
            if code == 0:
                one.state = DONE
            elif code is not None:
                raise Stop(f"{one.service.name} failed ({code}).{self._tail([one.service.name])}")
        elif code is not None:
            raise Stop(f"{one.service.name} stopped ({code}).{self._tail([one.service.name])}")
        elif one.service.health is None or self._check(one, every=LOOK_EVERY):
            one.state = UP
            one.failures = 0

    def _check(self, one: Running, *, every: float) -> bool | None:
        """Run the health check of the file when it is due; return None without an answer."""
        health, now = one.service.health, time.monotonic()
        if one.check is None:
            if now - one.checked_at < every:
                return None
            words = self.local.command(one.service, health.command)
            one.checks_run = [*one.checks_run[-9:], words]
            one.checked_at = now
            one.check = subprocess.Popen(
                words, cwd=ROOT, env=self.local.environment(one.service),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                preexec_fn=_end_with_parent,  # noqa: PLW1509
            )  # fmt: skip
            return None
        code = one.check.poll()
        if code is None:
            if now - one.checked_at < health.timeout:
                return None
            one.check.kill()
            code = one.check.wait() or 1
        one.check = None
        return code == 0

    # -- Watching ------------------------------------------------------------------------------
    def watch_once(self) -> None:
        """Restart stopped services as the file asks, and print which are not healthy."""
        for name, one in self.running.items():
            if one.is_once:
                continue
            if one.process.poll() is not None:
                one.restarts += 1
                if one.restarts > MOST_RESTARTS:
                    raise Stop(f"{name} keeps stopping.{self._tail([name])}")
                say(f"  {name} stopped ({one.process.returncode}) and is restarted")
                _end_group(one.process)
                self._launch(one)
            if one.service.health is None:
                continue
            went_well = self._check(one, every=one.service.health.interval)
            if went_well:
                if one.state != UP:
                    say(f"  {name} is healthy again")
                one.state, one.failures = UP, 0
            elif went_well is False:
                one.failures += 1
                if one.failures == one.service.health.retries:
                    one.state = "unhealthy"
                    say(f"  {name} is unhealthy")

    def restart(self, *names: str, patience: float = PATIENCE) -> None:
        """Stop these services as their engine would, start them anew and wait until all are healthy."""
        stopped = [self.running[name] for name in names]
        for one in stopped:
            one.process.send_signal(one.service.stop_signal)
        for one in stopped:
            with contextlib.suppress(subprocess.TimeoutExpired):
                one.process.wait(one.service.grace)
            _end_group(one.process)
            if one.check:
                one.check.kill()
                one.check.wait()
                one.check = None
            self._launch(one)
            one.state = STARTING
        ends = time.monotonic() + patience
        while any(one.state == STARTING for one in stopped):
            for one in stopped:
                if one.state == STARTING:
                    self._look(one)
            if time.monotonic() > ends:
                raise Stop(
                    f"Not healthy after a restart: {', '.join(names)}.{self._tail([*names])}"
                )
            time.sleep(0.02)

    # -- Down ----------------------------------------------------------------------------------
    def stop(self) -> None:
        """Stop every service before those that it needs, and leave no process behind."""
        alive = {name: one for name, one in self.running.items() if one.process}
        asked: dict[str, float] = {}
        while alive:
            needed = {other for name in alive for other in self.composition.needed_by(name)}
            for name in set(alive) - needed - set(asked):
                asked[name] = time.monotonic()
                with contextlib.suppress(ProcessLookupError):
                    alive[name].process.send_signal(alive[name].service.stop_signal)
            for name, since in asked.items():
                one = alive.get(name)
                if one is None:
                    continue
                is_late = time.monotonic() - since > one.service.grace
                if one.process.poll() is not None or is_late:
                    _end_group(one.process)
                    del alive[name]
            time.sleep(0.02)
        for one in self.running.values():
            if one.check:
                one.check.kill()
                one.check.wait()
                one.check = None
        self.local.close()

    def _tail(self, names: list[str]) -> str:
        """Return the last lines of the output of these services."""
        lines = []
        for name in names:
            log = self.logs / f"{name}.log"
            if log.is_file():
                said = log.read_text(errors="replace").splitlines()[-12:]
                lines += [f"\n-- {log}", *said]
        return "\n".join(lines)


def _end_group(process: subprocess.Popen) -> None:
    """Kill the remaining processes of a service's session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end_with_parent() -> None:
    if sys.platform == "linux":
        death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(death_signal, signal.SIGTERM)
