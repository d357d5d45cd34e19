"""The folder of one zone's encrypted files: bases, and the segments of the write-ahead log.

A base counts once its `backup.json` is there, which is written last. Nothing in here is in the clear
except times, sizes, digests and names of segments.
"""

import datetime as dt
import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.backup.sealing import digest_of

ENDING = ".gz.age"
PARTIAL = ".partial"
CONTENT, FACTS = f"base.tar{ENDING}", "backup.json"
SEGMENT = re.compile(r"[0-9A-F]{24}(\.partial)?|[0-9A-F]{8}\.history")
TIMELINE = 8  # the first characters of a segment's name


@dataclass(frozen=True)
class Base:
    """One base backup."""

    name: str
    started_at: dt.datetime
    finished_at: dt.datetime
    first_segment: str  # the log from here on is needed
    digest: str
    size: int


class Repository:
    """The files of one zone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._bases, self._log = folder / "base", folder / "log"

    def make(self) -> None:
        """Make the folders, and delete what an interrupted run left half written."""
        for folder in (self._bases, self._log):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for half in self._log.glob(".*.new"):
            half.unlink()
        for folder in self._bases.iterdir():
            if not (folder / FACTS).exists():
                shutil.rmtree(folder)

    def bases(self) -> list[Base]:
        """Return every complete base, the oldest first."""
        return [_read(facts) for facts in sorted(self._bases.glob(f"*/{FACTS}"))]

    def newest(self, until: dt.datetime | None = None) -> Base | None:
        """Return the newest base that was complete at `until`."""
        found = [base for base in self.bases() if until is None or base.finished_at <= until]
        return found[-1] if found else None

    def content(self, name: str) -> Path:
        """Return the path of a base's encrypted content; its folder is made."""
        folder = self._bases / name
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder / CONTENT

    def add(self, base: Base) -> None:
        """Let a base count from now on."""
        facts = self._bases / base.name / FACTS
        beside = facts.with_name(f".{FACTS}.new")
        beside.write_text(json.dumps(asdict(base), default=dt.datetime.isoformat, indent=1))
        beside.replace(facts)

    def is_whole(self, base: Base) -> bool:
        """Return whether a base's file is there and has not changed."""
        content = self._bases / base.name / CONTENT
        return content.is_file() and digest_of(content) == base.digest

    def segment(self, name: str) -> Path:
        """Return the path of one encrypted segment of the log."""
        return self._log / f"{name}{ENDING}"

    def segments(self) -> list[str]:
        """Return the names of all segments, without a partial one that was completed later."""
        names = {path.name.removesuffix(ENDING) for path in self._log.glob(f"*{ENDING}")}
        names = {name for name in names if SEGMENT.fullmatch(name)}
        return sorted(name for name in names if name.removesuffix(PARTIAL) == name
                      or name.removesuffix(PARTIAL) not in names)  # fmt: skip

    def timelines(self) -> set[str]:
        """Return the numbers of the timelines of which there is a log, as they begin a name."""
        return {name[:TIMELINE] for name in self.segments() if not name.endswith(".history")}

    def segments_from(self, first: str) -> list[str]:
        """Return the segments that a restore of a base beginning with `first` needs."""
        return [name for name in self.segments() if _is_needed(name, first)]

    def retire(self, *, now: dt.datetime, keep_days: int, keep_least: int) -> list[str]:
        """Delete bases older than `keep_days`, but keep the newest `keep_least`; return their names.

        The log that no base needs any longer goes with them.
        """
        bases = self.bases()
        since = now - dt.timedelta(days=keep_days)
        old = [base for base in bases[: -keep_least or None] if base.finished_at < since]
        for base in old:
            # The facts first: half a base must not count.
            (self._bases / base.name / FACTS).unlink()
            shutil.rmtree(self._bases / base.name)
        kept = [base for base in bases if base not in old]
        if old and kept:
            first = min(base.first_segment[TIMELINE:] for base in kept)
            for path in self._log.glob(f"*{ENDING}"):
                name = path.name.removesuffix(ENDING)
                if not _is_needed(name, "0" * TIMELINE + first):
                    path.unlink()
        return [base.name for base in old]


def _is_needed(name: str, first: str) -> bool:
    """Return whether the log from `first` on has `name`; histories of timelines are always needed."""
    return name.endswith(".history") or name[TIMELINE:24] >= first[TIMELINE:]


def _read(facts: Path) -> Base:
    said = json.loads(facts.read_text())
    for name in ("started_at", "finished_at"):
        said[name] = dt.datetime.fromisoformat(said[name])
    return Base(**said)
