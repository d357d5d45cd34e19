"""Security point 14: how long a refusal takes does not tell whether the name exists, on both sides.

Real argon2 with cheap parameters; the time is the processor time of this thread, so that a busy machine
does not decide. Each side is measured again with the hash for unknown names left out: that is seen.
"""

import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
SAMPLES = 25
SIDES = {"portal": "/sign-in/", "other": "/safeguarding/sign-in/"}


class CheapArgon2(Argon2PasswordHasher):
    """The same function, some milliseconds of it."""

    algorithm = "argon2"
    time_cost = 2
    memory_cost = 6 * 1024  # KiB
    parallelism = 1


@pytest.fixture(autouse=True)
def argon2(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CheapArgon2"]
    settings.SIGN_IN_TRIES = settings.SIGN_IN_TRIES_NAME = 10**6
    settings.SIGN_IN_TRIES_NETWORK = 10**6


def spent(work) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def difference(path: str, known: str) -> float:
    """The time for a known name less that for an unknown one of the same length.

    The least of many samples: a busy machine only ever adds.
    """
    client, times = Client(), {known: [], "x" * len(known): []}
    for _ in range(SAMPLES):
        for name, found in times.items():
            form = {"username": name, "password": "not the passphrase"}
            found.append(spent(lambda form=form: client.post(path, form)))
    of_known, of_unknown = map(min, times.values())
    return of_known - of_unknown


@pytest.mark.parametrize("side", SIDES)
def test_14_a_refusal_takes_as_long_for_a_name_that_does_not_exist(side, monkeypatch):
    known = {"portal": UserFactory, "other": make_worker}[side]().username
    hash_takes = min(spent(lambda: make_password("any")) for _ in range(10))
    assert abs(difference(SIDES[side], known)) < 0.2 * hash_takes

    monkeypatch.setattr("referral_portal.accounts.models.User.set_password", lambda *given: None)
    monkeypatch.setattr("safeguarding.sign_in.sessions.make_password", lambda *given: "")
    assert difference(SIDES[side], known) > 0.6 * hash_takes, "the test would see it"


@pytest.mark.parametrize("side", SIDES)
def test_14_a_refusal_asks_the_databases_as_much(side):
    known = {"portal": UserFactory, "other": make_worker}[side]().username
    asked = []
    for name in (known, "x" * len(known)):
        form = {"username": name, "password": "not the passphrase"}
        with (
            CaptureQueriesContext(connections["default"]) as here,
            CaptureQueriesContext(connections["safeguarding"]) as there,
        ):
            Client().post(SIDES[side], form)
        asked.append((len(here), len(there)))
    assert asked[0] == asked[1]
    assert sum(asked[0]) > 0
