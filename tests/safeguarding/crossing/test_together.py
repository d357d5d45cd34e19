"""Several openers, readers and copiers at once: everything happens exactly once."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from referral_portal.sealing.models import SealedEnvelope
from referrals.models import ReleasedCard
from safeguarding.casework.disclosures import issue_card
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, Handback, OpenFailure, VictimCase
from tests.factories.safeguarding import PERSON, decide, make_case, make_referral, make_worker
from tests.patience import A_MINUTE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
AT_ONCE = 3


def together(step, at_once=AT_ONCE):
    """Run `step` in several threads at once and return the exceptions."""
    start, faults = threading.Barrier(at_once), []

    def run():
        try:
            start.wait(timeout=A_MINUTE)
            step(now=timezone.now())
        except Exception as fault:  # noqa: BLE001 whatever it is, the test shows it
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_openers():
    referrals = [make_referral() for _ in range(12)]
    assert together(open_waiting) == []
    cases = VictimCase.objects.all()
    assert {case.referral_id for case in cases} == {referral.pk for referral in referrals}
    assert all(case.contents["person"] == PERSON for case in cases)
    assert not SealedEnvelope.objects.filter(opened_at__isnull=True).exists()
    assert not OpenFailure.objects.exists()
    assert Alert.objects.count() == 12


def test_readers():
    for _ in range(6):
        decide(make_case().referral_id)
    assert together(pull) == []
    assert Alert.objects.filter(kind="tell_first").count() == 6


@pytest.mark.parametrize("copiers", [AT_ONCE, 64])
def test_copiers(copiers):
    case, by, now = make_case(), make_worker(is_manager=True), timezone.now()
    for _ in range(12):
        issue_card(
            case_id=case.pk,
            audience="manager",
            basis="agreed",
            text="Please ring us.",
            asks_reply=False,
            expires_on=timezone.localdate(now),
            by=by,
            now=now,
        )
    assert together(copy_waiting, copiers) == []
    assert ReleasedCard.objects.count() == 12
    assert not Handback.objects.filter(applied_at__isnull=True).exists()
