"""Write down for monitoring how full the disks are and how old the newest backup is.

The web process of the zone reads the file; this service needs no right in any database for it.
"""

import datetime as dt
import json
import os
from pathlib import Path

from deploy.backup.repository import Repository
from deploy.backup.settings import BackupSettings

FILE = "measures.json"


def measure(settings: BackupSettings, repository: Repository, now: dt.datetime) -> None:
    """Write the file anew, in one step; without a folder for it there is none."""
    if settings.figures is None:
        return
    newest = repository.newest()
    places = {"backups": settings.folder, "work": settings.work, "data": settings.watched}
    said = {
        "at": now.timestamp(),
        "backup": newest.started_at.timestamp() if newest else None,
        "disks": {name: _disk(place) for name, place in places.items() if place},
    }
    file = settings.figures / FILE
    beside = file.with_name(f".{FILE}.new")
    beside.write_text(json.dumps(said))
    beside.chmod(0o644)  # the web process is another user
    beside.replace(file)


def _disk(place: Path) -> dict[str, int]:
    # Needs no right to read what is there.
    found = os.statvfs(place)
    return {"free": found.f_bavail * found.f_frsize, "size": found.f_blocks * found.f_frsize}
