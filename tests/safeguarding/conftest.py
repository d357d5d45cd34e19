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


@pytest.fixture
def clock():
    """A clock that stands still until a test moves it."""
    import time_machine
    from django.utils import timezone

    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def own_keys(settings, tmp_path):
    """Keys of this test's own, which it may change."""
    from referral_portal.sealing import boxes
    from tests.safeguarding.helpers import said

    settings.COLUMN_KEYS_FILE = tmp_path / "columns.key"
    settings.COLUMN_PUBLIC_KEY_FILE = tmp_path / "columns.pub"
    settings.SEALING_PRIVATE_KEY_FILE = tmp_path / "sealing.key"
    settings.SEALING_PUBLIC_KEY_FILE = tmp_path / "sealing.pub"
    boxes._public_key.cache_clear()
    for command in ("create_keys", "create_column_keys"):
        said(command)
    yield
    boxes._public_key.cache_clear()
