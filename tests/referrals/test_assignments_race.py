"""Coordinators take one referral at the same moment, with real transactions on PostgreSQL."""

import pytest

from referral_portal.common.refusals import Refusal
from referrals.assignments import take
from referrals.models import Assignment
from tests.factories.desk import NOW, make_referral, staff
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default"])


def test_one_of_many_takes_it_and_the_others_read_who_has_it():
    referral, users = make_referral(), [staff(coordinator=True) for _ in range(6)]

    def try_to_take(user) -> str:
        try:
            take(referral_id=referral.pk, by=user, now=NOW)
        except Refusal as refusal:
            return refusal.words
        return ""

    words = at_once(try_to_take, users)

    winner = Assignment.objects.get().user
    referral.refresh_from_db()
    assert referral.assigned_to == winner
    assert words.count("") == 1
    assert all(f"{winner} has this referral since" in said for said in words if said)
