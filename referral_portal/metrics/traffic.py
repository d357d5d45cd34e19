"""Count this process's requests: how each ended, and how long it took.

A count knows neither the address nor the user. Under gunicorn each web process counts in a file of its
own, which its successor continues (gunicorn.conf.py), and any of them answers for all.
"""

import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, values
from prometheus_client.multiprocess import MultiProcessCollector

from referral_portal.common.noise import is_inside
from referrals.synthetic.marks import number_of

CLASSES = ("2xx", "3xx", "4xx", "5xx")
BUCKETS = (0.1, 0.3, 1, 3, 10)  # seconds

_registry = CollectorRegistry()
_requests = Counter(
    "requests", "Requests by the class of their status.", ["class"], registry=_registry
)
_seconds = Histogram(
    "request_seconds", "How long requests took.", buckets=BUCKETS, registry=_registry
)
for _class in CLASSES:
    _requests.labels(_class)  # from 0 on, so that a rate knows the first error


def count_requests(get_response: Callable) -> Callable:
    """Count every request for a page; the outermost middleware, so that no answer passes it by."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = get_response(request)
        if is_counted(request, response):
            _requests.labels(f"{response.status_code // 100}xx").inc()
            _seconds.observe(time.monotonic() - started)
        return response

    return middleware


def is_counted(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a request is one for a page.

    Static files have no route. Monitoring and health checks would hide the share of errors, and a
    synthetic referral is in no figure but its own.
    """
    if request.resolver_match is None:
        return response.status_code >= 400
    return not is_inside(request) and number_of(request) is None


def figures(zone: str) -> Iterator[Metric]:
    """Yield the counts of all web processes that share this one's folder, named after the zone."""
    is_shared = getattr(values.ValueClass, "_multiprocess", False)
    found = MultiProcessCollector(CollectorRegistry()) if is_shared else _registry
    for family in sorted(found.collect(), key=lambda family: family.name):
        renamed = Metric(f"{zone}_{family.name}", f"{family.documentation}", family.type)
        renamed.samples = [
            sample._replace(name=f"{zone}_{sample.name}")
            for sample in family.samples
            if not sample.name.endswith("_created")
        ]
        yield renamed
