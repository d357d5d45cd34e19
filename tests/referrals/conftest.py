"""What the tests of referrals have in common. Imports wait until the settings are loaded."""

import pytest


@pytest.fixture
def setting():
    """The setting of a form that an agency's worker fills in, without a database."""
    from tests.factories.forms import ACCOUNT, TODAY, FixedSetting

    return FixedSetting(today=TODAY, account=ACCOUNT)
