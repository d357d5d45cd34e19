"""Run `python -m deploy.backup keep`, `now`, `list` or `restore`; docs/deployment.md says when."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from deploy.backup import keeping, restoring
from deploy.backup.repository import Repository
from deploy.backup.settings import CannotBackUp, read


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.backup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keep", help="make backups until stopped")
    commands.add_parser("now", help="have the running service make a base now, and wait for it")
    commands.add_parser("list", help="list the bases, and check that no file has changed")
    restore = commands.add_parser("restore", help="put a backup into an empty data folder")
    restore.add_argument("--identity", type=Path, required=True, help="the recipient's secret key")
    restore.add_argument("--into", type=Path, required=True, help="the empty data folder")
    restore.add_argument("--to", type=dt.datetime.fromisoformat, help="moment, with its time zone")
    restore.add_argument("--anyway", action="store_true", help="even if people are lost by it")
    chosen = parser.parse_args(arguments)
    settings = read()
    try:
        if chosen.command == "keep":
            return keeping.keep(settings)
        if chosen.command == "now":
            _say(keeping.ask_for_base(settings))
        elif chosen.command == "list":
            return _list(Repository(settings.folder))
        else:
            _say(
                restoring.restore(
                    Repository(settings.folder),
                    chosen.identity.read_text(),
                    chosen.into,
                    until=chosen.to,
                    loses_people=settings.is_far_side and not chosen.anyway,
                )
            )
            restoring.forget_work(settings.work)
    except CannotBackUp as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _list(repository: Repository) -> int:
    """Print each base; return 1 when the file of one is missing or has changed."""
    found = [(base, repository.is_whole(base)) for base in repository.bases()]
    for base, is_whole in found:
        _say(f"{base.name}  {base.size:,} bytes  {'as written' if is_whole else 'CHANGED'}")
    if not found:
        _say("There is no backup yet.")
    return 0 if found and all(is_whole for _, is_whole in found) else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
