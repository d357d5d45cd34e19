"""What the tests of accounts have in common."""

import pytest
import time_machine


@pytest.fixture
def clock():
    """Stand on the afternoon of a first session; the clock only moves when it is told to."""
    from tests.factories.cohorts import IN_FIRST_SESSION

    with time_machine.travel(IN_FIRST_SESSION.replace(hour=14, minute=2), tick=False) as clock:
        yield clock
