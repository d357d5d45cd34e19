"""Put the figures of one run into a table, and list the targets that it misses.

The targets are the project's own.
"""

import datetime as dt
import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection

from benchmarks.asking import Target
from benchmarks.measuring import Timing
from benchmarks.pages import EMPTY, SMALL_QUEUE, SMALL_SEARCH, STOCK_QUEUE, STOCK_SEARCH

USERS = 4  # who ask at once
ROOT = Path(__file__).resolve().parent.parent
TIMES_STOCK = 25.0
OF_EMPTY = {Target.LIST: 1 / 3, Target.SEARCH: 1 / 3, Target.CASE: 1 / 5}
MOST_MEGABYTES = 200.0
MOST_MINUTES = 20  # of loading
COMPARED = {Target.LIST: (STOCK_QUEUE, SMALL_QUEUE), Target.SEARCH: (STOCK_SEARCH, SMALL_SEARCH)}
MOST_P95 = 150.0  # milliseconds, with several users at once
HEADINGS = (
    "page", "median ms", "p95 ms", "per s", "queries", "of empty", "x stock", "x stock 25",
    "p95 at once",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """The figures of one run."""

    about: dict[str, str]
    load_seconds: float
    few: int
    queries_few: dict[str, int]
    queries_all: dict[str, int]
    timings: dict[str, Timing]
    megabytes: float
    targets: dict[str, Target]
    at_once: dict[str, Timing]  # of several users, through the web server

    def times(self, page: str, baseline: str) -> float:
        """Return the throughput of one page divided by that of another."""
        return self.timings[page].per_second / self.timings[baseline].per_second

    def missed(self) -> list[str]:
        """Return a sentence for each target that this run misses."""
        faults = [
            f"{page} reaches {times:.1f} times the stock admin, not {TIMES_STOCK:.0f}."
            for page, times in self._times_stock().items()
            if times < TIMES_STOCK
        ]
        faults += [
            f"{page} reaches {self.times(page, EMPTY):.3f} of the empty view, not {least:.3f}."
            for page, target in self.targets.items()
            if (least := OF_EMPTY.get(target)) and self.times(page, EMPTY) < least
        ]
        faults += [
            f"{page} makes {count} queries with {self.few} referrals and {self.queries_all[page]}"
            " with all of them."
            for page, count in self.queries_few.items()
            # The targets are not for Django's own admin.
            if self.targets[page] != Target.BASELINE and self.queries_all[page] != count
        ]
        faults += [
            f"{page} takes {timing.p95:.0f} ms at p95 with {USERS} users, not < {MOST_P95:.0f}."
            for page, timing in self.at_once.items()
            if timing.p95 >= MOST_P95
        ]
        if self.load_seconds >= 60 * MOST_MINUTES:
            faults.append(
                f"Loading took {self.load_seconds / 60:.0f} minutes, not < {MOST_MINUTES}."
            )
        if self.megabytes >= MOST_MEGABYTES:
            faults.append(
                f"A web process holds {self.megabytes:.0f} MB, not < {MOST_MEGABYTES:.0f}."
            )
        return faults

    def _times_stock(self) -> dict[str, float]:
        return {
            page: self.times(page, COMPARED[target][0])
            for page, target in self.targets.items()
            if target in COMPARED
        }

    def as_dict(self) -> dict:
        """Return the run for var/bench.json."""
        return {
            "about": self.about,
            "load_seconds": self.load_seconds,
            "pages": {
                name: timing.as_dict()
                | {
                    "queries": self.queries_all[name],
                    f"queries_at_{self.few}": self.queries_few[name],
                    "of_empty_view": self.times(name, EMPTY),
                }
                for name, timing in self.timings.items()
            },
            "times_stock": self._times_stock(),
            "at_once": {name: timing.as_dict() for name, timing in self.at_once.items()},
            "web_process_megabytes": self.megabytes,
            "missed": self.missed(),
        }

    def as_text(self) -> str:
        """Return the table, the conditions of the run, and whether the targets are met."""
        rows = [HEADINGS, *(self._row(name) for name in self.timings)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
        lines = [
            "  ".join(
                cell.rjust(width) if column else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in rows
        ]
        about = [f"{name}: {value}" for name, value in self.about.items()]
        missed = self.missed()
        verdict = [f"MISSED: {fault}" for fault in missed] or ["Every target is met."]
        notes = [
            f"Queries are with {self.few} referrals / with all of them. Throughput is a share of the"
            " empty view's and a multiple of the",
            "stock admin's, which shows 100 rows a page as it comes, or 25 as the queue does.",
            f"Loading took {self.load_seconds:.0f} s.",
            f"At once: {USERS} users without a pause between pages, through gunicorn.",
            f"The largest web process afterwards: {self.megabytes:.0f} MB.",
        ]
        return "\n".join(["", *lines, "", *notes, "", *about, "", *verdict])

    def _row(self, name: str) -> tuple[str, ...]:
        timing = self.timings[name]
        compared = COMPARED.get(self.targets[name], ())
        stock = [f"{self.times(name, baseline):.1f}" for baseline in compared]
        return (
            name, f"{timing.median:.1f}", f"{timing.p95:.1f}", f"{timing.per_second:.0f}",
            f"{self.queries_few[name]} / {self.queries_all[name]}",
            f"{self.times(name, EMPTY):.2f}", *(stock or ("", "")),
            f"{self.at_once[name].p95:.0f}" if name in self.at_once else "",
        )  # fmt: skip


def about(*, rows: int, seed: int) -> dict[str, str]:
    """Return the conditions of the run, which a reader needs to judge the figures."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return {
        "Machine": f"{_processor()}, {os.cpu_count()} processors, {_memory()}",
        "Software": f"Python {platform.python_version()}, Django {django.get_version()},"
        f" PostgreSQL {server.split()[0]}",
        "Referrals": f"{rows:,}, seed {seed}",
        "Commit": _commit(),
        "Date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        "How": "in a fresh process through the real middleware, DEBUG off, server without fsync",
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def _commit() -> str:
    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
        return done.stdout.strip() if done.returncode == 0 else ""

    commit = git("rev-parse", "--short", "HEAD") or "unknown"
    return f"{commit} with changes" if git("status", "--porcelain") else commit
