"""Measure every page in a process of its own, as fresh as that of a web server.

A process that has invented and loaded referrals answers more slowly than one that has not, because its
memory is full of what it loaded.
"""

import json
import sys
from pathlib import Path

import django


def main(into: Path, seconds: float) -> None:
    """Write the figures of every page into a file: its target, queries and times.

    `seconds` is how long each page is timed.
    """
    django.setup()
    # These import models and therefore need the settings.
    from benchmarks import measuring, pages, visitors, web_server  # noqa: PLC0415
    from benchmarks.asking import Target  # noqa: PLC0415

    found = pages.pages(pages.examples())
    queries = {page.name: measuring.count_queries(page) for page in found}
    timings = measuring.time_pages(found, seconds)
    own = [page for page in found if page.target != Target.BASELINE]
    with web_server.web_server() as server:
        at_once = visitors.time_for_users(own, server.port, seconds / 2)
        megabytes = server.megabytes()
    figures = {
        "targets": {page.name: page.target.name for page in found},
        "queries": queries,
        "timings": {name: timing.as_dict() for name, timing in timings.items()},
        "at_once": {name: timing.as_dict() for name, timing in at_once.items()},
        "megabytes": megabytes,
    }
    into.write_text(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
