"""Rows that depend on the user: one statement for the users of the same roles, none for other roles."""

import pytest
from django.db.models import DateTimeField

from referral_portal.accounts.kept_for import KeptFor
from referral_portal.common.statements import Given
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> list:
    """The roles and statuses for which a statement was built."""
    return []


@pytest.fixture
def kept(made):
    @KeptFor
    def rows(user, status):
        made.append((user.roles, status))
        seen = Referral.objects.visible_to(user).filter(
            status=status, submitted_at__lte=Given("now", DateTimeField())
        )
        return seen.order_by("submitted_at").values_list("reference")

    return rows


def test_each_user_reads_what_that_user_sees(kept, made, django_assert_num_queries):
    one, other, manager = staff(coordinator=True), staff(coordinator=True), staff(manager=True)
    shown, hidden = make_referral(), make_referral(is_restricted=True)
    hidden.named_users.create(user=other, at=NOW)
    hidden.named_users.create(user=manager, at=NOW)
    for user in (one, other, manager):
        assert user.roles  # read before the queries are counted

    with django_assert_num_queries(3):
        found = [
            {reference for (reference,) in kept.read(user, Status.AWAITING_TRIAGE, now=NOW)}
            for user in (one, other, manager)
        ]

    both = {shown.reference, hidden.reference}
    assert found == [{shown.reference}, both, both]
    triage = Status.AWAITING_TRIAGE
    assert made == [(one.roles, triage), (manager.roles, triage)]


def test_what_differs_between_statements_is_a_statement_of_its_own(kept, made):
    user = staff(coordinator=True)
    make_referral()

    assert len(kept.read(user, Status.AWAITING_TRIAGE, now=NOW)) == 1
    assert kept.read(user, Status.ON_HOLD, now=NOW) == []
    assert len(kept.read(user, Status.AWAITING_TRIAGE, now=NOW)) == 1
    assert [status for _, status in made] == [Status.AWAITING_TRIAGE, Status.ON_HOLD]


def test_a_user_without_the_role_reads_nothing_and_asks_nothing(kept, django_assert_num_queries):
    make_referral()
    auditor = UserFactory(auditor=True)
    assert auditor.roles

    with django_assert_num_queries(0):
        assert kept.read(auditor, Status.AWAITING_TRIAGE, now=NOW) == []
