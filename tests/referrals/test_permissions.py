"""Who reads referrals, who decides about them, and who undoes a decision."""

import pytest
from django.core.exceptions import PermissionDenied

from referrals.permissions import can_correct, can_read_referrals, can_triage, check_can_triage
from tests.factories.accounts import TRAITS, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("trait", TRAITS)
def test_each_role_may_do_what_its_work_needs(trait):
    user = UserFactory(**{trait: True})

    assert can_read_referrals(user) is (trait in {"coordinator", "manager"})
    assert can_triage(user) is (trait == "coordinator")
    assert can_correct(user) is (trait in {"coordinator", "manager"})


def test_an_account_that_is_switched_off_may_do_nothing():
    for trait in TRAITS:
        user = UserFactory(**{trait: True}, is_active=False)
        assert [can_read_referrals(user), can_triage(user), can_correct(user)] == [False] * 3


def test_a_coordinator_without_the_permission_reads_and_does_not_decide():
    user = UserFactory(coordinator=True)
    user.groups.get().permissions.clear()

    assert can_read_referrals(user)
    with pytest.raises(PermissionDenied, match="Only a coordinator"):
        check_can_triage(user)


def test_a_coordinator_decides():
    check_can_triage(UserFactory(coordinator=True))
