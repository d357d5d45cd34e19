"""What the backup service of the zone has measured: how full its disks are, and its newest copy.

It writes a small file once a minute (deploy/backup/measuring.py), because the web process sees neither
the disks nor the backups.
"""

import datetime as dt
import json
from collections.abc import Iterator

from django.conf import settings
from prometheus_client import Metric

from referral_portal.metrics.gauges import NEVER, gauge, gauges


def figures(zone: str, now: dt.datetime) -> Iterator[Metric]:
    """Yield what was measured; an age without a measure is that of something that never was."""
    said = _read()
    disks = said.get("disks", {})
    for what, words in (("free", "Bytes free on a disk."), ("size", "Bytes of a disk in all.")):
        values = {place: disk[what] for place, disk in disks.items()}
        yield gauges(f"{zone}_disk_{what}_bytes", words, "place", values)
    yield gauge(
        f"{zone}_measured_age_seconds",
        "Time since the backup service measured the disks.",
        _age(said.get("at"), now),
    )
    yield gauge(
        f"{zone}_backup_file_age_seconds",
        "Time since the newest whole backup was begun.",
        _age(said.get("backup"), now),
    )


def _read() -> dict:
    try:
        return json.loads(settings.MEASURES_FILE.read_text())
    except (OSError, ValueError):
        return {}


def _age(at: float | None, now: dt.datetime) -> float:
    """Return the age, or 0 in an installation that keeps no backups."""
    if not settings.KEEPS_BACKUPS:
        return 0
    return NEVER if at is None else max(0.0, now.timestamp() - at)
