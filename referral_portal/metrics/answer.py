"""Answer monitoring, and nobody else, with the figures of one zone.

A request needs the token of METRICS_TOKEN and must not have come through a proxy. Every other
request gets the answer of an address that does not exist.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

Figures = Callable[[dt.datetime], Iterable[Metric]]


class _Read(Collector):
    """Figures that have been read already."""

    def __init__(self, figures: list[Metric]) -> None:
        self._figures = figures

    def describe(self) -> list[Metric]:
        return self._figures

    def collect(self) -> list[Metric]:
        return self._figures


def answer(request: HttpRequest, figures: Figures) -> HttpResponse:
    """Return the figures as Prometheus reads them; raise Http404 for everyone but monitoring."""
    if not _is_monitoring(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Read(list(figures(timezone.now()))))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _is_monitoring(request: HttpRequest) -> bool:
    # Both proxies set this header, and drop what a visitor sent.
    if not settings.METRICS_TOKEN or "X-Forwarded-For" in request.headers:
        return False
    given = request.headers.get("Authorization", "")
    return secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
