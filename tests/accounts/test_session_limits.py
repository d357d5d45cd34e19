"""The strictest limit of all roles decides when a session ends."""

import pytest

from referral_portal.accounts.session_limits import limits_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_strictest_limit_of_all_roles_applies(settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 30, 12
    settings.SESSION_LIMITS = {"administrator": (15, 20), "agency": (40, 10)}

    assert limits_of(UserFactory(coordinator=True)) == (30 * 60, 12 * 3600)
    assert limits_of(UserFactory(administrator=True)) == (15 * 60, 12 * 3600)
    both = UserFactory(administrator=True, agency_referrer=True)
    assert limits_of(both) == (15 * 60, 10 * 3600)
