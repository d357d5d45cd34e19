"""The command of the opener's own process."""

import pytest
from django.utils import timezone

from safeguarding.management.commands import open_envelopes
from safeguarding.models import OpenFailure, VictimCase
from tests.factories.safeguarding import make_referral
from tests.safeguarding.helpers import said

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_it_opens_what_waits_once():
    referral = make_referral()
    said("open_envelopes")
    assert VictimCase.objects.get().referral_id == referral.pk


def test_it_tries_again_only_when_it_is_told_to():
    referral = make_referral()
    OpenFailure.objects.create(
        pk=referral.envelope_id, reason="unreadable", failed_at=timezone.now()
    )
    said("open_envelopes")
    assert not VictimCase.objects.exists()
    said("open_envelopes", "--again")
    assert VictimCase.objects.get().contents
    assert OpenFailure.objects.get().settled_at


def test_it_goes_on_until_a_step_fails(monkeypatch, settings, tmp_path):
    settings.VAR_DIR, settings.PULL_SECONDS = tmp_path, 0
    rounds = iter([True, True, False])
    monkeypatch.setattr(open_envelopes, "run_process", lambda process, *steps: next(rounds))
    monkeypatch.setattr(open_envelopes, "close_old_connections", lambda: None)
    said("open_envelopes", "--forever")
    assert (tmp_path / "opener.alive").exists()
    assert list(rounds) == []
