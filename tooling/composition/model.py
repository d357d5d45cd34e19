"""Read docker-compose.yml, as far as the file uses the Compose specification.

An unknown key is refused, so that the file cannot ask for something that `./dev stack` leaves out
without a warning.
"""

import re
import signal
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tooling.base import ROOT, Stop
from tooling.composition.merging import merge

FILE = ROOT / "docker-compose.yml"
WIDE = ROOT / "docker-compose.wide.yml"
# Obeyed by `processes`.
OBEYED = {
    "command", "environment", "expose", "healthcheck", "depends_on", "secrets", "volumes", "tmpfs",
    "restart", "stop_signal", "stop_grace_period", "ports",
}  # fmt: skip
# Only a container engine can do these; tests/deployment checks them in the file.
FOR_CONTAINERS = {
    "image", "build", "user", "read_only", "cap_drop", "security_opt", "networks", "mem_limit",
    "pids_limit", "logging", "ulimits",
}  # fmt: skip
HEALTH_KEYS = {"test", "interval", "timeout", "retries", "start_period"}
VARIABLE = re.compile(r"\$\$|\$\{(\w+):-([^}]*)\}|\$")
SECONDS = {"ms": 0.001, "s": 1, "m": 60}
HEALTHY, COMPLETED = "service_healthy", "service_completed_successfully"


@dataclass(frozen=True)
class Health:
    """One health check, with times in seconds."""

    command: list[str]
    interval: float
    timeout: float
    retries: int


@dataclass(frozen=True)
class Service:
    """One service of the file, with its variables filled in."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: Health | None
    needs: dict[str, str]  # name: condition
    ports: list[int]
    published: list[tuple[int, int]]  # (outside, inside)
    secrets: list[str]
    volumes: dict[str, str]  # path inside: path below the project, or name of a volume
    tmpfs: list[str]
    restarts: bool
    stop_signal: signal.Signals
    grace: float


@dataclass(frozen=True)
class Composition:
    """The whole file."""

    services: dict[str, Service]
    secrets: dict[str, str]  # name: path of the file
    volumes: set[str] = field(default_factory=set)

    def needed_by(self, name: str) -> set[str]:
        """Return every service that `name` needs, directly or not."""
        found: set[str] = set()
        pending = list(self.services[name].needs)
        while pending:
            one = pending.pop()
            if one not in found:
                found.add(one)
                pending += self.services[one].needs
        return found


def load(path: Path, variables: dict[str, str], *, over: Path | None = None) -> Composition:
    """Read the file with `variables` in place of `${NAME:-default}`; raise Stop for a fault.

    `over` is a second file, which changes the first.
    """
    data = yaml.safe_load(path.read_text())
    if over:
        data = merge(data, yaml.safe_load(over.read_text()))
    data = fill(data, variables)
    services = {name: _service(name, entry) for name, entry in data["services"].items()}
    for service in services.values():
        if unknown := service.needs.keys() - services.keys():
            raise Stop(f"{service.name} depends on {', '.join(unknown)}, which is not there.")
    secrets = {name: entry["file"] for name, entry in data.get("secrets", {}).items()}
    return Composition(services, secrets, set(data.get("volumes") or {}))


def fill(value, variables: dict[str, str]):
    """Return `value` with every `${NAME:-default}` replaced, as Compose does."""
    if isinstance(value, str):

        def one(match: re.Match) -> str:
            if match.group() == "$$":
                return "$"
            if match.group(1) is None:
                raise Stop(f"docker-compose.yml: write ${{NAME:-default}} in {value!r}.")
            return variables.get(match.group(1)) or match.group(2)

        return VARIABLE.sub(one, value)
    if isinstance(value, list):
        return [fill(item, variables) for item in value]
    if isinstance(value, dict):
        return {key: fill(item, variables) for key, item in value.items()}
    return value


def seconds(text: str) -> float:
    """Return a duration such as 10s or 1m30s in seconds."""
    parts = re.findall(r"(\d+)(ms|s|m)", str(text))
    if "".join(number + unit for number, unit in parts) != text:
        raise Stop(f"docker-compose.yml: {text!r} is not a duration such as 10s or 1m30s.")
    return sum(int(number) * SECONDS[unit] for number, unit in parts)


def _service(name: str, entry: dict) -> Service:
    if unknown := entry.keys() - OBEYED - FOR_CONTAINERS:
        raise Stop(
            f"docker-compose.yml: {name} has {', '.join(sorted(unknown))}, which is not supported here."
        )
    volumes = {}
    for line in entry.get("volumes", []):
        source, inside, *_ = line.split(":")
        volumes[inside] = source
    # The address is the machine's; here every port is on 127.0.0.1.
    published = [tuple(map(int, line.split(":")[-2:])) for line in entry.get("ports", [])]
    return Service(
        name=name,
        command=[str(word) for word in entry["command"]],
        environment={key: str(value) for key, value in entry.get("environment", {}).items()},
        health=_health(name, entry.get("healthcheck")),
        needs={other: how["condition"] for other, how in entry.get("depends_on", {}).items()},
        ports=[int(port) for port in entry.get("expose", [])],
        published=published,
        secrets=list(entry.get("secrets", [])),
        volumes=volumes,
        tmpfs=[line.split(":")[0] for line in entry.get("tmpfs", [])],
        restarts=entry.get("restart", "no") != "no",
        stop_signal=signal.Signals[entry.get("stop_signal", "SIGTERM")],
        grace=seconds(entry.get("stop_grace_period", "10s")),
    )


def _health(name: str, entry: dict | None) -> Health | None:
    if entry is None:
        return None
    if entry.keys() - HEALTH_KEYS or entry["test"][0] != "CMD":
        raise Stop(f"docker-compose.yml: the health check of {name} is not supported here.")
    return Health(
        command=[str(word) for word in entry["test"][1:]],
        interval=seconds(entry["interval"]),
        timeout=seconds(entry["timeout"]),
        retries=int(entry["retries"]),
    )
