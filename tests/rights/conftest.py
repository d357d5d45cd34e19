"""Being one of the database roles outside a request. Imports wait until the settings are loaded."""

import pytest


@pytest.fixture
def become(db):
    """A context manager: every query inside is that of a role."""
    from tests.roles import standing_as

    return standing_as
