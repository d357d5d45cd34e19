"""Security point 14: how much work a refusal costs does not tell whether the name exists, on both sides.

What is counted is the work, not the time, which a busy machine decides: each hash with what it costs,
each query. Each side is counted again with the hash for unknown names left out: that is seen.
"""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
SIDES = {"portal": "/sign-in/", "other": "/safeguarding/sign-in/"}


class CheapArgon2(Argon2PasswordHasher):
    """The real function, some milliseconds of it, with a note of every time it is called."""

    algorithm = "argon2"
    time_cost = 2
    memory_cost = 6 * 1024  # KiB
    parallelism = 1
    noted: list[tuple[int, int, int]] = []

    def encode(self, password, salt):
        self.noted.append((self.time_cost, self.memory_cost, self.parallelism))
        return super().encode(password, salt)

    def verify(self, password, encoded):
        asked = self.decode(encoded)
        self.noted.append((asked["time_cost"], asked["memory_cost"], asked["parallelism"]))
        return super().verify(password, encoded)


@pytest.fixture(autouse=True)
def argon2(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CheapArgon2"]


def hashes_of_a_refusal(path: str, name: str) -> list[tuple[int, int, int]]:
    """What each hash cost that was made until `name` was refused with a wrong passphrase."""
    CheapArgon2.noted.clear()
    answer = Client().post(path, {"username": name, "password": "not the passphrase"})
    assert answer.status_code == 200
    return list(CheapArgon2.noted)


@pytest.mark.parametrize("side", SIDES)
def test_14_a_refusal_hashes_as_much_for_a_name_that_does_not_exist(side, monkeypatch):
    known = {"portal": UserFactory, "other": make_worker}[side]().username
    unknown = "x" * len(known)
    one_hash = [(CheapArgon2.time_cost, CheapArgon2.memory_cost, CheapArgon2.parallelism)]
    make_password("any")
    assert CheapArgon2.noted[-1:] == one_hash, "a hash is counted"
    assert hashes_of_a_refusal(SIDES[side], known) == one_hash
    assert hashes_of_a_refusal(SIDES[side], unknown) == one_hash

    monkeypatch.setattr("referral_portal.accounts.models.User.set_password", lambda *given: None)
    monkeypatch.setattr("safeguarding.sign_in.sessions.make_password", lambda *given: "")
    assert hashes_of_a_refusal(SIDES[side], known) == one_hash
    assert hashes_of_a_refusal(SIDES[side], unknown) == [], "the test would see it"


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
