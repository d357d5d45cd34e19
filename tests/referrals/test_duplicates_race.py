"""Two coordinators close each of two forms as the duplicate of the other, on PostgreSQL."""

import pytest

from referral_portal.common.refusals import Refusal
from referrals import workflow
from referrals.enums import EndingCode, Status
from referrals.models import Referral
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_person, make_referral
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default"])
ROUNDS = 8


def test_one_of_two_forms_always_stays_open():
    coordinator = UserFactory(coordinator=True)
    assert coordinator.roles

    def close(pair):
        closed, kept_open = pair
        try:
            workflow.decline(
                referral_id=closed,
                code=EndingCode.DUPLICATE,
                words="Twice.",
                duplicate_of=kept_open,
                by=coordinator,
                now=NOW,
            )
        except Refusal:
            return "refused"
        return "closed"

    for _ in range(ROUNDS):
        first = make_referral()
        second = make_referral(person=make_person(person=first.participant.person))
        pairs = [(first.pk, second.pk), (second.pk, first.pk)]

        assert sorted(at_once(close, pairs)) == ["closed", "refused"]
        both = Referral.objects.filter(pk__in=pairs[0])
        assert both.filter(status=Status.AWAITING_TRIAGE).count() == 1
