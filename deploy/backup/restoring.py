"""Put a backup into an empty data folder, so that the server recovers from it when it starts.

The server replays the log up to the given moment or to its end, and begins a new timeline. By that the
next preparation of the database recognises a restore (referral_portal/outbox/restoring.py).
"""

import datetime as dt
import shutil
from pathlib import Path

from deploy.backup.repository import PARTIAL, Repository
from deploy.backup.sealing import save_file, unpack_folder, unseal
from deploy.backup.settings import CannotBackUp

LOG = "restored_log"


def restore(
    repository: Repository,
    identity: str,
    into: Path,
    *,
    until: dt.datetime | None = None,
    loses_people: bool = False,
) -> str:
    """Put the newest base before `until` and the log after it into `into`; return a sentence that says so.

    Raises CannotBackUp for a folder with something in it, and when no base is old enough; and,
    with `loses_people`, when a newer base than `until` let the portal delete ciphertext.
    """
    if until is not None and until.tzinfo is None:
        raise CannotBackUp("Say the moment with its time zone: 2026-11-27T17:00:00+00:00")
    if into.exists() and any(into.iterdir()):
        raise CannotBackUp(f"{into} is not empty; move its content away first.")
    base = repository.newest(until)
    if base is None:
        raise CannotBackUp("There is no complete base from before that moment.")
    newest = repository.newest()
    if loses_people and until is not None and until < newest.started_at:
        raise CannotBackUp(
            f"Base {newest.name} is newer: envelopes that it holds may be deleted in the portal, and"
            " people would be lost. Say a later moment, or --anyway."
        )
    if not repository.is_whole(base):
        raise CannotBackUp(f"The file of base {base.name} has changed since it was written.")
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    unseal(repository.content(base.name), unpack_folder(into), identity=identity)
    into.chmod(0o700)
    log = into / LOG
    log.mkdir(mode=0o700)
    segments = repository.segments_from(base.first_segment)
    for name in segments:
        target = log / name.removesuffix(PARTIAL)
        unseal(repository.segment(name), save_file(target), identity=identity)
    _configure(into, until)
    moment = f"to {until.isoformat()}" if until else "to the end of the log"
    return f"Base {base.name} and {len(segments)} pieces of the log are in place, {moment}."


def _configure(into: Path, until: dt.datetime | None) -> None:
    lines = [
        "",
        # The server's own folder is its working folder.
        f"restore_command = 'cp {LOG}/%f %p'",
        f"recovery_end_command = 'rm -rf {LOG}'",
        "recovery_target_timeline = 'latest'",
        "recovery_target_action = 'promote'",
        # Nobody may connect before it has finished.
        "hot_standby = off",
        f"recovery_target_time = '{until.isoformat() if until else ''}'",
    ]
    with (into / "postgresql.auto.conf").open("a") as file:
        file.write("\n".join(lines) + "\n")
    (into / "recovery.signal").touch()


def forget_work(work: Path) -> None:
    """Delete what was received of the log of the old database; the new one has its own timeline."""
    shutil.rmtree(work / "log", ignore_errors=True)
