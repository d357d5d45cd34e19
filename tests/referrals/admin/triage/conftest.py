"""A coordinator in triage, an hour after the referrals of the factory arrived."""

import datetime as dt

import pytest
import time_machine


@pytest.fixture
def clock():
    """The hour after NOW."""
    from tests.factories.desk import NOW

    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client, clock):
    """A coordinator who is signed in."""
    from tests.factories.desk import staff

    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.fixture
def groupwork():
    """A programme of the pathway of the referrals."""
    from tests.factories.programmes import ProgrammeVersionFactory

    return ProgrammeVersionFactory(group=True).programme
