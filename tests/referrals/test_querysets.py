"""Which referrals and call-backs each role sees, and how the desk finds them."""

import datetime as dt

import pytest
from django.core.management import call_command

from referrals.enums import EndingCode, Status
from referrals.models import CallBack, Referral
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = pytest.mark.django_db


def test_only_the_desk_sees_them():
    CallBackFactory()
    call_command("sync_roles", verbosity=0)

    for role in ("coordinator", "manager"):
        assert CallBack.objects.visible_to(staff(**{role: True})).count() == 1
    for role in ("facilitator", "co_facilitator", "agency_referrer", "auditor", "administrator"):
        assert not CallBack.objects.visible_to(staff(**{role: True})).exists()


def test_a_decision_is_overdue_by_its_own_date_or_that_of_any_duplicate_of_the_person():
    late, early = NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1)
    over = {"status": Status.WITHDRAWN, "ended_at": NOW}

    def of_the_same(one, **fields):
        person = make_person()
        person.person = one.participant.person
        person.save(update_fields=["person"])
        return make_referral(person=person, **over, **fields)

    own, by_duplicate, by_second, by_none, by_other_end = (
        make_referral(due_at=late), *(make_referral(due_at=early) for _ in range(4))
    )  # fmt: skip
    make_referral(due_at=late, status=Status.ON_HOLD)
    of_the_same(by_duplicate, due_at=late, ending_code=EndingCode.DUPLICATE)
    of_the_same(by_second, due_at=early, ending_code=EndingCode.DUPLICATE)
    of_the_same(by_second, due_at=late, ending_code=EndingCode.DUPLICATE)
    of_the_same(by_none, due_at=early, ending_code=EndingCode.DUPLICATE)
    of_the_same(by_other_end, due_at=late, ending_code=EndingCode.SELF_WITHDREW)

    assert set(Referral.objects.overdue(NOW)) == {own, by_duplicate, by_second}
