"""Which process is silent: one that signed longer ago than the setting allows, or never."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.seconds_old import SecondsOld
from referral_portal.outbox import heartbeat
from referral_portal.outbox.enums import Process
from referral_portal.outbox.heartbeat import (
    BEAT,
    answers_may_be_late,
    give_beat,
    is_beating,
    silent_since,
)
from referral_portal.outbox.models import Heartbeat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("minutes", [3, 5, 8])
def test_a_process_is_silent_after_the_set_minutes(settings, minutes):
    settings.HEARTBEAT_SILENCE_MINUTES = minutes
    assert silent_since(NOW) == dict.fromkeys(Process)
    for process in Process:
        Heartbeat.objects.create(pk=process, at=NOW)
    border = NOW + dt.timedelta(minutes=minutes)
    assert silent_since(border) == {}
    assert silent_since(border + dt.timedelta(seconds=1)) == dict.fromkeys(Process, NOW)
    Heartbeat.objects.exclude(pk=Process.OPENER).update(at=border)
    assert silent_since(border + dt.timedelta(seconds=1)) == {Process.OPENER: NOW}


def test_neither_our_own_beat_nor_another_row_stands_for_a_process(settings):
    give_beat(NOW)
    Heartbeat.objects.create(pk="releases", at=NOW)
    assert set(silent_since(NOW)) == set(Process)
    assert is_beating(NOW)
    Heartbeat.objects.filter(pk=BEAT).delete()
    assert not is_beating(NOW)


def test_only_pages_may_know_the_signs_some_seconds_late(
    settings, monkeypatch, django_assert_num_queries
):
    settings.KEPT_SECONDS = 60
    monkeypatch.setattr(
        heartbeat, "_SIGNS_FOR_PAGES", SecondsOld(lambda: dict(heartbeat._SIGNS.read()))
    )
    may_be_late = answers_may_be_late(None)["answers_may_be_late"]
    assert may_be_late()
    for process in Process:
        Heartbeat.objects.create(pk=process, at=timezone.now())

    with django_assert_num_queries(0):
        assert may_be_late()
    # Readiness and alarms ask anew.
    assert silent_since(timezone.now()) == {}


def test_a_silence_begins_by_the_clock_and_not_by_the_next_question(settings, monkeypatch):
    settings.KEPT_SECONDS = 60
    at = timezone.now()
    monkeypatch.setattr(
        heartbeat, "_SIGNS_FOR_PAGES", SecondsOld(lambda: dict.fromkeys(Process.values, at))
    )
    may_be_late = answers_may_be_late(None)["answers_may_be_late"]
    assert not may_be_late()

    later = at + dt.timedelta(minutes=settings.HEARTBEAT_SILENCE_MINUTES, seconds=1)
    monkeypatch.setattr(heartbeat.timezone, "now", lambda: later)

    assert may_be_late()
