"""The figures that both zones have: failures of each side's own background work, by task."""

import datetime as dt

import pytest

from referral_portal.audit.models import ErrorReport
from referral_portal.metrics.machine import figures, tasks_of
from tests.metrics.reading import NOW, values

pytestmark = pytest.mark.django_db


def report(view: str, *, minutes: int = 0, is_task: bool = True) -> None:
    at = NOW - dt.timedelta(minutes=minutes)
    ErrorReport.objects.create(at=at, kind="ValueError", view=view, is_task=is_task)


def test_failures_are_counted_by_task_for_an_hour():
    report("outbox.drain")
    report("outbox.drain", minutes=59)
    report("outbox.drain", minutes=61)
    report("one.step")
    report("home", is_task=False)
    found = values(figures("portal", NOW, reports=ErrorReport.objects.all()))
    assert found["portal_task_failures_last_hour outbox.drain"] == 2
    assert found["portal_task_failures_last_hour outbox.beat"] == 0
    assert found["portal_task_failures_last_hour one.step"] == 1
    assert "portal_task_failures_last_hour home" not in found
    assert found["portal_errors_last_hour"] == 4


def test_each_zone_has_its_own_tasks():
    near, far = tasks_of("portal"), tasks_of("safeguarding")
    assert {"outbox.beat", "referrals.find_danger"} <= set(near)
    assert "safeguarding.tick" in far
    assert not set(near) & set(far)
