"""Time pages inside this process, with the real middleware and databases but without a web server.

The median and the 95th percentile are of single requests; throughput is all requests divided by their
time. Queries are counted separately, because counting slows a page down.
"""

import contextlib
import gc
import time
from dataclasses import asdict, dataclass

from django.db import connections
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks.asking import Page
from benchmarks.pages import STOCK
from referral_portal import settings

WARM_UP = 3
ROUNDS = 12
# The stock pages use Django's own templates and fields.
PLAIN = [{**settings.TEMPLATES[0], "DIRS": []}]


@dataclass(frozen=True)
class Timing:
    """The times of one page, in milliseconds."""

    median: float
    p95: float
    per_second: float
    requests: int

    def as_dict(self) -> dict[str, float]:
        """Return the times for a JSON file."""
        return asdict(self)


def as_measured(page: Page) -> contextlib.AbstractContextManager:
    """Draw stock pages with Django's own templates, and ours with ours."""
    if page.name in STOCK:
        return override_settings(
            TEMPLATES=PLAIN, FORM_RENDERER="django.forms.renderers.DjangoTemplates"
        )
    return contextlib.nullcontext()


def count_queries(page: Page) -> int:
    """Return the most queries of one of its requests on both databases, with nothing kept for seconds."""
    with as_measured(page), override_settings(KEPT_SECONDS=0):
        page.ask()
        return max(_count_one(page) for _ in page.requests)


def _count_one(page: Page) -> int:
    with contextlib.ExitStack() as stack:
        captured = [
            stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections
        ]
        page.ask()
    return sum(len(queries) for queries in captured)


def time_pages(pages: list[Page], seconds: float) -> dict[str, Timing]:
    """Time every page for `seconds` in all, in rounds, so that a slow moment affects all of them."""
    durations: dict[str, list[float]] = {page.name: [] for page in pages}
    # What is loaded by now is left out of the garbage collection, as gunicorn.conf.py does.
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for page in pages:
            with as_measured(page):
                for _ in range(WARM_UP):
                    page.ask()
                durations[page.name] += _times(page, seconds / ROUNDS)
    return {name: timing_of(sorted(values)) for name, values in durations.items()}


def _times(page: Page, seconds: float) -> list[float]:
    found, until = [], time.perf_counter() + seconds
    while not found or time.perf_counter() < until:
        started = time.perf_counter()
        page.ask()
        found.append(time.perf_counter() - started)
    return found


def timing_of(values: list[float]) -> Timing:
    """Return the figures of sorted times in seconds."""

    def at(share: float) -> float:
        return 1000 * values[min(len(values) - 1, int(share * len(values)))]

    return Timing(
        median=at(0.5), p95=at(0.95), per_second=len(values) / sum(values), requests=len(values)
    )
