"""The background work: one step that fails stops no other and is noticed."""

import pytest

from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat
from safeguarding.models import VictimCase
from safeguarding.tasks import run_step, tick
from tests.factories.safeguarding import make_referral


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_one_tick_with_real_transactions():
    referral = make_referral()
    tick()
    assert VictimCase.objects.get().referral_id == referral.pk


@pytest.mark.django_db(databases=["default", "safeguarding"])
@pytest.mark.parametrize("failure", [OSError, RecursionError, KeyError])
def test_a_step_that_fails_stops_neither_the_others_nor_goes_unnoticed(monkeypatch, failure):
    make_referral()

    def fail(*, now):
        raise failure

    monkeypatch.setattr("safeguarding.tasks.pull", fail)
    tick()
    assert VictimCase.objects.exists()
    others = set(Process) - {Process.PULLER}
    assert set(Heartbeat.objects.values_list("pk", flat=True)) == others
    monkeypatch.undo()
    tick()
    assert set(Heartbeat.objects.values_list("pk", flat=True)) == set(Process)
    assert not run_step(fail)
