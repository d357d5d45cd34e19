"""Ages and counts: without a moment, of a moment to come, and at the limit of a count."""

import datetime as dt

import pytest

from referral_portal.metrics.gauges import NEVER, age, count, gauges, oldest
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
