"""Make gauges of ages and counts, as both zones give them."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from django.conf import settings
from django.db.models import QuerySet
from prometheus_client.core import GaugeMetricFamily

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.settling import UNSETTLED

NEVER = float("inf")


def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    """Return a gauge with one value."""
    return GaugeMetricFamily(name, words, value=value)


def gauges(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    """Return a gauge with a value for each value of `label`."""
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def age(at: dt.datetime | None, now: dt.datetime, *, without: float = 0) -> float:
    """Return the seconds from `at` to `now`, or `without` if there is no such moment."""
    return without if at is None else max(0.0, (now - at).total_seconds())


def oldest(rows: QuerySet, field: str) -> dt.datetime | None:
    """Return the earliest moment in `field`."""
    return rows.order_by(field).values_list(field, flat=True).first()


def count(rows: QuerySet) -> int:
    """Return how many rows there are, at most METRICS_MOST."""
    return rows[: settings.METRICS_MOST].count()


def unsettled_ages(messages: QuerySet, now: dt.datetime) -> dict[str, float]:
    """Return how long the oldest message of each kind has waited for a user's decision."""
    return {
        status: age(oldest(messages.filter(UNSETTLED, status=status), "created_at"), now)
        for status in (MessageStatus.FAILED.value, MessageStatus.UNCERTAIN.value)
    }


def rounds_figures(
    zone: str,
    steps: type[StrEnum],
    whole_at: dt.datetime | None,
    step: StrEnum | None,
    now: dt.datetime,
) -> list[GaugeMetricFamily]:
    """Return a zone's figures about the synthetic referral; all are 0 where none is sent."""
    is_on = bool(settings.SYNTHETIC_MINUTES)
    return [
        gauge(
            f"{zone}_synthetic_age_seconds",
            "Time since a synthetic referral last went all the way.",
            age(whole_at, now, without=NEVER if is_on else 0),
        ),
        gauges(
            f"{zone}_synthetic_step",
            "1 for the step at which the newest synthetic referral stands.",
            "step",
            {one.value: int(is_on and one == step) for one in steps},
        ),
    ]
