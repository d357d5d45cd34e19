"""Which process is silent: one that signed longer ago than the setting allows, or never."""

import datetime as dt

import pytest

from referral_portal.outbox.enums import Process
from referral_portal.outbox.heartbeat import BEAT, give_beat, is_beating, silent_since
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
