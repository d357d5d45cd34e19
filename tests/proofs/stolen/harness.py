"""Fills a running stack, lets the thief at it, and lets him at a machine where both zones are one.

The stack is that of docker-compose.yml as processes (tooling.composition): real roles, passwords and
keys. What a container would not have (the far side's files) is not handed over; that the file gives
each container its own is asserted in tests/deployment.
"""

import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.proofs.stolen.scoring import BACKUP
from tooling.base import PYTHON, ROOT, clean_environment
from tooling.composition.__main__ import Installation

HOST = "127.0.0.1"
MIN_TECHNIQUES = 40
SECONDS = 3600


@dataclass(frozen=True)
class Result:
    """What the drill showed."""

    victims: int
    referrals: int
    outcomes: list[dict]
    control: list[dict]
    seconds: float

    @property
    def recovered(self) -> int:
        """The most of anybody's details that one technique brought."""
        return max(one["recovered"] + one["others"] for one in self.outcomes)

    @property
    def telling(self) -> list[dict]:
        """Techniques that guessed whether there is a person at risk better than by luck."""
        return [one for one in self.outcomes if one["right"] > one["luck"]]

    @property
    def failures(self) -> list[str]:
        """Why the proof does not hold."""
        found = [f"{one['name']}: existence, {one['right']} of {one['of']}" for one in self.telling]
        found += [
            f"{one['name']}: recovered {one['recovered'] + one['others']}"
            for one in self.outcomes
            if one["recovered"] or one["others"]
        ]
        if len(self.outcomes) < MIN_TECHNIQUES:
            found.append(f"only {len(self.outcomes)} techniques")
        return found

    @property
    def controls(self) -> dict[str, bool]:
        """Whether the same script succeeds where both zones are one process."""
        best = max(one["recovered"] for one in self.control)
        told = any(one["right"] > one["luck"] for one in self.control)
        return {
            f"PORTAL_ZONE=all: {best} of {self.victims} victims recovered": best == self.victims,
            "PORTAL_ZONE=all: existence told better than chance": told,
        }

    def lines(self) -> list[str]:
        """Return a line for each technique."""
        return [
            f"  {one['name']}: recovered {one['recovered']}; existence {one['right']} of"
            f" {one['of']}, chance up to {one['luck']}; {one['said']}"
            for one in sorted(self.outcomes, key=lambda one: one["name"])
        ]


def drill(
    installation: Installation, *, referrals: int, patience: float, is_reduced: bool = False
) -> Result:
    """Run everything. `patience`: seconds the far side gets to react to what was planted.

    `is_reduced`: without the techniques that take longest; the control only opens envelopes.
    """
    words = ["reduced"] * is_reduced
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="portal-stolen-"))
    try:
        truth = _fill(installation, referrals, folder / BACKUP)
        loot = _loot(installation, folder)
        outcomes = _attack(_environment(installation), loot, truth, [str(patience), *words])
        control = _attack(
            _as_one(installation), loot, truth, ["0", *words, *["opening"] * is_reduced]
        )
    finally:
        shutil.rmtree(folder)
    victims = sum(one["has"] for one in truth["referrals"])
    return Result(victims, referrals, outcomes, control, time.monotonic() - started)


def _secret(installation, name: str) -> str:
    return (installation.stack.local.run / "secrets" / name).read_text().strip()


def _fill(installation, referrals: int, backup: Path) -> dict:
    done = _run("world", [str(referrals), str(backup)], _both_zones(installation), "")
    return json.loads(done)


def _both_zones(installation) -> dict[str, str]:
    """A process that owns both databases and has both keys, as on a developer's machine."""
    run = installation.stack.local.run
    return clean_environment(
        PORTAL_ZONE="all", DEBUG="1", DEMO="0", HOST=HOST, VAR_DIR=str(installation.home / "one"),
        SECRET_KEY=_secret(installation, "portal_secret_key"), REDIS_URL="", EMAIL_URL="none:",
        DATABASE_URL=_secret(installation, "portal_owner_database_url"),
        SAFEGUARDING_DATABASE_URL=_secret(installation, "safeguarding_owner_database_url"),
        SEALING_PUBLIC_KEY_FILE=str(run / "secrets" / "sealing_public_key"),
        SEALING_PRIVATE_KEY_FILE=str(run / "secrets" / "sealing_private_key"),
        COLUMN_KEYS_FILE=str(run / "secrets" / "safeguarding_column_keys"),
        COLUMN_PUBLIC_KEY_FILE=str(run / "secrets" / "opener_column_public_key"),
    )  # fmt: skip


def _environment(installation) -> dict[str, str]:
    """The environment of the portal's process, as the kernel has it."""
    pid = installation.stack.running["portal-web"].process.pid
    text = Path(f"/proc/{pid}/environ").read_text()
    return dict(pair.split("=", 1) for pair in text.split("\0") if pair)


def _as_one(installation) -> dict[str, str]:
    """The same process in zone `all`: the far side's database and key are its own."""
    own = _both_zones(installation)
    names = (
        "PORTAL_ZONE", "DEBUG", "HOST", "SAFEGUARDING_DATABASE_URL", "SEALING_PRIVATE_KEY_FILE",
        "COLUMN_KEYS_FILE", "COLUMN_PUBLIC_KEY_FILE",
    )  # fmt: skip
    changed = {name: own[name] for name in names} | {
        "ALLOWED_HOSTS": "localhost",
        "BEHIND_PROXY": "0",
    }
    return _environment(installation) | changed


def _loot(installation, folder: Path) -> str:
    """Copy what a container of the portal would see, and say where the rest is."""
    stack = installation.stack
    for name in stack.composition.services["portal-web"].secrets:
        shutil.copy(stack.local.run / "secrets" / name, folder / name)
    for log in (installation.home / "logs").glob("portal-*.log"):
        shutil.copy(log, folder / log.name)
    if (installation.home / "mail").is_dir():
        shutil.copytree(installation.home / "mail", folder / "mail")
    ports = stack.local.ports
    database = installation.variables["SAFEGUARDING_DATABASE"]
    return json.dumps(
        {
            "owner": _secret(installation, "portal_owner_database_url"),
            "folder": str(folder),
            "far_database": f"{HOST}:{ports['safeguarding-db', 5432]}/{database}",
            "far_redis": f"{HOST}:{ports['safeguarding-redis', 6379]}",
            "proxies": {zone: ports[f"{zone}-proxy", 8443] for zone in ("portal", "safeguarding")},
            "portal": ports["portal-web", 8000],
            "names": {
                "portal": installation.variables["PORTAL_HOST"],
                "safeguarding": installation.variables["SAFEGUARDING_HOST"],
            },
        }
    )


def _attack(environment: dict[str, str], loot: str, truth: dict, words: list[str]) -> list[dict]:
    given = f"{loot}\n{json.dumps(truth)}\n"
    return json.loads(_run("attack", words, environment, given))


def _run(module: str, words: list[str], environment: dict[str, str], given: str) -> str:
    done = subprocess.run(
        [str(PYTHON), "-m", "tests.proofs.stolen", module, *words], cwd=ROOT, input=given,
        env=environment, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{module} failed:\n{done.stderr[-4000:]}"
    return done.stdout
