"""Ages and counts: without a moment, of a moment to come, and at the limit of a count."""

import datetime as dt
from enum import StrEnum

import pytest

from referral_portal.metrics.gauges import NEVER, age, count, gauges, oldest, rounds_figures
from referral_portal.outbox.models import Heartbeat
from tests.metrics.reading import NOW, values

pytestmark = pytest.mark.django_db


def test_an_age_is_never_below_nothing():
    assert age(NOW - dt.timedelta(minutes=2), NOW) == 120
    assert age(NOW + dt.timedelta(minutes=2), NOW) == 0
    assert age(None, NOW) == 0
    assert age(None, NOW, without=NEVER) == float("inf")


def test_the_oldest_and_a_count_that_ends_at_its_limit(settings):
    settings.METRICS_MOST = 3
    assert oldest(Heartbeat.objects.all(), "at") is None
    for number in range(5):
        Heartbeat.objects.create(name=str(number), at=NOW - dt.timedelta(minutes=number))
        assert count(Heartbeat.objects.all()) == min(number + 1, 3)
    assert oldest(Heartbeat.objects.all(), "at") == NOW - dt.timedelta(minutes=4)


def test_a_gauge_has_a_value_for_each_label():
    assert values([gauges("name", "Words.", "label", {"a": 1, "b": 2})]) == {
        "name a": 1,
        "name b": 2,
    }


class Way(StrEnum):
    """The steps of a toy."""

    FIRST = "first"
    WHOLE = "whole"


def test_the_figures_about_the_synthetic_referral(settings):
    off = {"zone_synthetic_age_seconds": 0, "zone_synthetic_step first": 0}
    off["zone_synthetic_step whole"] = 0
    assert values(rounds_figures("zone", Way, None, None, NOW)) == off
    settings.SYNTHETIC_MINUTES = 60
    # Switched on, and never whole: it is not young, it is missing.
    never = off | {"zone_synthetic_age_seconds": NEVER}
    assert values(rounds_figures("zone", Way, None, None, NOW)) == never
    at = NOW - dt.timedelta(minutes=1)
    stands = off | {"zone_synthetic_age_seconds": 60, "zone_synthetic_step first": 1}
    assert values(rounds_figures("zone", Way, at, Way.FIRST, NOW)) == stands
