"""`./dev backup` has the backup services of a running `./dev stack` make a base of each zone now.

It waits until both were checked, and prints what they are. `--demo` means the stack with `--demo`.
"""

import subprocess
from pathlib import Path

from tooling import environment
from tooling.base import PYTHON, ROOT, VAR, Stop, clean_environment

ZONES = ("portal", "safeguarding")
DEMO = "--demo"
IDENTITIES = (
    "identities"  # the secret keys of an installation's backups; only on a developer's machine
)


def main(arguments: list[str]) -> int:
    """Make a base of each zone and return the exit code."""
    if arguments not in ([], [DEMO]):
        raise Stop("Say ./dev backup, or ./dev backup --demo.")
    environment.ensure()
    home = home_of(arguments)
    return max(run(home, zone, "now") for zone in ZONES)


def home_of(arguments: list[str]) -> Path:
    """Return the folder of the installation; raises Stop when there is none."""
    home = VAR / ("stack-demo" if DEMO in arguments else "stack")
    if not (home / "volumes" / "portal-backups").is_dir():
        raise Stop(f"{home} has no backups yet: start ./dev stack first.")
    return home


def run(home: Path, zone: str, *arguments: str) -> int:
    """Run one command of deploy.backup on a zone's folders and return its exit code."""
    volumes = home / "volumes"
    env = clean_environment(
        PORTAL_ZONE=zone,
        BACKUP_DIR=str(volumes / f"{zone}-backups"),
        BACKUP_WORK_DIR=str(volumes / f"{zone}-backup-work"),
    )
    command = [str(PYTHON), "-m", "deploy.backup", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env).returncode
