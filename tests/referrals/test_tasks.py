"""The background work of referrals goes on until nothing is left."""

import pytest

from referrals import danger_checks
from referrals.danger_signs import DANGER_VERSION
from referrals.models import Referral
from referrals.tasks import find_danger
from tests.factories.desk import make_referral

pytestmark = pytest.mark.django_db
CHOKED = {"what": {"behaviours": ["choked"]}}


@pytest.mark.sqlite
def test_the_background_works_through_more_than_one_batch(monkeypatch):
    monkeypatch.setitem(danger_checks.work_out_again.__kwdefaults__, "limit", 2)
    for _ in range(5):
        make_referral(answers=CHOKED)

    find_danger()

    assert set(Referral.objects.values_list("danger_level", "danger_version")) == {
        (1, DANGER_VERSION)
    }
