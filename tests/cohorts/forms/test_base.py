"""The choices that several cohort forms offer."""

import pytest

from cohorts.forms.base import STARTS, codes, people
from referral_portal.accounts.roles import Role
from referrals.enums import REMOVE_CODES, EndingCode
from tests.factories.accounts import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_ending_codes_are_offered_with_their_words():
    offered = dict(codes(REMOVE_CODES))

    assert set(offered) == {code.value for code in REMOVE_CODES}
    assert offered[EndingCode.NOT_ENGAGED] == EndingCode.NOT_ENGAGED.label


def test_sessions_start_every_quarter_of_an_hour_of_the_day():
    assert (STARTS[0], STARTS[1], STARTS[-1]) == ("08:00", "08:15", "20:45")


def test_active_users_of_the_roles_are_offered_by_last_name():
    second = UserFactory(facilitator=True, first_name="Ann", last_name="Zett")
    first = UserFactory(co_facilitator=True, first_name="Bob", last_name="Alt")
    UserFactory(facilitator=True, is_active=False)
    UserFactory(coordinator=True)

    offered = people(Role.FACILITATOR, Role.CO_FACILITATOR)

    assert offered == [(str(first.pk), "Bob Alt"), (str(second.pk), "Ann Zett")]


def test_a_colleague_is_named_with_the_agency_where_it_is_asked_for():
    agency = AgencyFactory(name="Example District Council")
    user = UserFactory(co_facilitator=True, first_name="Bob", last_name="Alt", agency=agency)

    assert people(Role.CO_FACILITATOR) == [(str(user.pk), "Bob Alt")]
    assert people(Role.CO_FACILITATOR, with_agency=True) == [
        (str(user.pk), "Bob Alt, Example District Council")
    ]
