"""A link worker, signed in, with a case. Imports wait until the settings are loaded."""

import pytest


@pytest.fixture
def worker():
    from tests.factories.safeguarding import make_worker

    return make_worker()


@pytest.fixture
def client(worker):
    from tests.factories.safeguarding import client_of

    return client_of(worker)


@pytest.fixture
def case(worker):
    from tests.factories.safeguarding import make_case

    return make_case(owner=worker)
