"""`./dev bench` loads invented referrals, measures pages and says whether the targets are met.

Servers and databases are made for this run and deleted after it. The exit code is 1 if a target is
missed. Django is set up after the servers, because its settings need their addresses.
"""

import argparse
import datetime as dt
import importlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import django

from benchmarks import servers

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "bench.json"
FIGURES = ROOT / "docs" / "figures" / "bench.txt"
FEW = 1_000
MOST_TIMES = 16  # each invented referral and its copies, see copied_columns.py


def main(arguments: list[str]) -> int:
    """Measure and report; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000, help="referrals (default 100000)")
    parser.add_argument(
        "--invented",
        type=int,
        default=100_000,
        help="most referrals to invent; the rest are copies",
    )
    parser.add_argument("--seed", type=int, default=2026, help="of everything invented")
    parser.add_argument("--seconds", type=float, default=3.0, help="of timing for each page")
    parser.add_argument("--write", action="store_true", help=f"keep the table in {FIGURES.name}")
    options = parser.parse_args(arguments)
    if options.rows < FEW:
        parser.error(f"--rows must be {FEW} or more")
    least = max(2 * FEW, -(-options.rows // MOST_TIMES))
    if options.invented < least:
        parser.error(f"--invented must be {least} or more for so many rows")
    say("Starting PostgreSQL and Redis, migrating both databases")
    with servers.own_folder() as folder:
        # PostgreSQL's own user needs nothing here, so only we can read the folder.
        running = servers.start(Path(folder))
        try:
            os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
            django.setup()
            run = measure(options, Path(folder))
        finally:
            running.stop()
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(run.as_dict(), indent=2) + "\n")
    say(run.as_text())
    if options.write:
        FIGURES.write_text(run.as_text().lstrip() + "\n")
    return 1 if run.missed() else 0


def measure(options: argparse.Namespace, folder: Path):
    """Load in two steps; count queries after the first, and measure after the second."""
    # These import models and therefore need the settings.
    asking, loading, pages, measuring, report, invented, copied_columns, unlogged_tables = (
        importlib.import_module(f"benchmarks.{name}")
        for name in (
            "asking", "loading", "pages", "measuring", "report", "invented", "copied_columns",
            "unlogged_tables",
        )
    )  # fmt: skip
    times = -(-options.rows // options.invented)
    rows = options.rows // times * times
    letter = copied_columns.INVENTED_LETTER if times > 1 else ""
    now, inventor = dt.datetime.now(dt.UTC), invented.Inventor(options.seed, last_letter=letter)
    for alias in ("default", "safeguarding"):
        unlogged_tables.leave_the_log(alias)
    loading.load(already=0, total=FEW, inventor=inventor, now=now)
    few = {page.name: measuring.count_queries(page) for page in pages.pages(pages.examples())}
    say(f"Loading {rows:,} referrals, of which {rows // times:,} are invented and the rest copies")
    started = time.monotonic()
    loaded = loading.load(
        already=FEW, total=rows // times, inventor=inventor, now=now, copies=times - 1
    )
    seconds = time.monotonic() - started
    say(f"  {loaded.total():,} rows in {len(loaded)} tables ({seconds:.0f} s)")
    say(f"Measuring {len(few)} pages, then {report.USERS} users at once")
    figures = _measured(folder / "measured.json", options.seconds)
    return report.Run(
        about=report.about(rows=rows, seed=options.seed), load_seconds=seconds, few=FEW,
        queries_few=few, queries_all=figures["queries"], megabytes=figures["megabytes"],
        targets={name: asking.Target[target] for name, target in figures["targets"].items()},
        timings=_timings(figures["timings"]), at_once=_timings(figures["at_once"]),
    )  # fmt: skip


def _measured(into: Path, seconds: float) -> dict:
    """Return the figures that a fresh process measures."""
    words = [sys.executable, "-m", "benchmarks.measured", str(into), str(seconds)]
    subprocess.run(words, cwd=ROOT, check=True)
    return json.loads(into.read_text())


def _timings(found: dict[str, dict]) -> dict:
    timing = importlib.import_module("benchmarks.measuring").Timing
    return {name: timing(**figures) for name, figures in found.items()}


def say(text: str) -> None:
    """Print at once, even into a file."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
