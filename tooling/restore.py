"""`./dev restore ZONE` puts the newest backup of a zone in place; `./dev stack` then recovers from it.

`--to MOMENT`, with its time zone, stops there instead of at the end of the log. The old data are moved
aside, never deleted.
"""

import argparse
import os
import time
from pathlib import Path

from tooling import backup, environment
from tooling.base import Stop, say


def main(arguments: list[str]) -> int:
    """Restore one zone of a stopped stack and return the exit code."""
    parser = argparse.ArgumentParser(prog="./dev restore", description=__doc__)
    parser.add_argument("zone", choices=backup.ZONES)
    parser.add_argument("--to", help="moment, such as 2026-11-27T17:00:00+00:00")
    parser.add_argument("--demo", action="store_true")
    chosen = parser.parse_args(arguments)
    environment.ensure()
    home = backup.home_of([backup.DEMO] if chosen.demo else [])
    return restore(home, chosen.zone, moment=chosen.to)


def restore(home: Path, zone: str, *, moment: str | None = None) -> int:
    """Restore one zone of the installation in `home`; raises Stop while its server runs."""
    data = home / "volumes" / f"{zone}-data"
    if is_running(data):
        raise Stop("Stop ./dev stack first.")
    if data.exists():
        aside = data.with_name(f"{data.name}-before-{time.strftime('%Y%m%dT%H%M%S')}")
        data.rename(aside)
        say(f"  the old data are in {aside}")
    words = ["--identity", str(home / backup.IDENTITIES / f"{zone}.txt"), "--into", str(data)]
    return backup.run(home, zone, "restore", *words, *(["--to", moment] if moment else []))


def is_running(data: Path) -> bool:
    """Return whether a server runs on this data folder."""
    try:
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True
