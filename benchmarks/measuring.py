"""Timing pages inside this process: no network, no web server, the real middleware and databases.

The median and the 95th percentile are over single requests; throughput is requests by the time all
of them took. Queries are counted apart, because counting slows a page down.
"""

import contextlib
import time
from dataclasses import asdict, dataclass

from django.db import connections
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks.pages import STOCK, Page
from referral_portal import settings

WARM_UP = 3
ROUNDS = 12
# Django's own templates and fields: the portal's are better looking and not what is compared.
PLAIN = [{**settings.TEMPLATES[0], "DIRS": []}]


@dataclass(frozen=True)
class Timing:
    """What one page took, in milliseconds."""

    median: float
    p95: float
    per_second: float
    requests: int

    def as_dict(self) -> dict[str, float]:
        """As JSON holds it."""
        return asdict(self)


def as_measured(page: Page) -> contextlib.AbstractContextManager:
    """Stock pages are drawn with Django's own templates, ours with ours."""
    if page.name in STOCK:
        return override_settings(
            TEMPLATES=PLAIN, FORM_RENDERER="django.forms.renderers.DjangoTemplates"
        )
    return contextlib.nullcontext()


def count_queries(page: Page) -> int:
    """Return how many queries one request makes on both databases, when all caches are warm."""
    with as_measured(page):
        page.ask()
        with contextlib.ExitStack() as stack:
            captured = [
                stack.enter_context(CaptureQueriesContext(connections[alias]))
                for alias in connections
            ]
            page.ask()
        return sum(len(queries) for queries in captured)


def time_pages(pages: list[Page], seconds: float) -> dict[str, Timing]:
    """Time every page for `seconds` in all, in rounds, so that a slow moment hits them alike."""
    durations: dict[str, list[float]] = {page.name: [] for page in pages}
    for _ in range(ROUNDS):
        for page in pages:
            with as_measured(page):
                for _ in range(WARM_UP):
                    page.ask()
                durations[page.name] += _times(page, seconds / ROUNDS)
    return {name: _timing(sorted(values)) for name, values in durations.items()}


def _times(page: Page, seconds: float) -> list[float]:
    found, until = [], time.perf_counter() + seconds
    while not found or time.perf_counter() < until:
        started = time.perf_counter()
        page.ask()
        found.append(time.perf_counter() - started)
    return found


def _timing(values: list[float]) -> Timing:
    def at(share: float) -> float:
        return 1000 * values[min(len(values) - 1, int(share * len(values)))]

    return Timing(
        median=at(0.5), p95=at(0.95), per_second=len(values) / sum(values), requests=len(values)
    )
