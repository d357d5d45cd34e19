"""What a sign-in costs: little memory, one hash at a time, and only a moment's wait for users.

The memory is measured in processes of their own, about three seconds in all.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.test import Client
from django.urls import reverse

from referral_portal import settings_sign_in
from referral_portal.accounts.models import SignInTry
from referral_portal.common import hashing
from safeguarding.models import WorkerTry
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.safeguarding import PASSWORD as WORKERS_PASSWORD
from tests.factories.safeguarding import make_worker
from tests.patience import A_MINUTE

ROOT = Path(__file__).resolve().parents[2]
SIDES = {"portal": "/sign-in/", "other": "/safeguarding/sign-in/"}
MEASURE = """
import json, re, sys, threading
from pathlib import Path
from django.conf import settings
settings.configure(
    PASSWORD_HASHERS=[sys.argv[1]], PASSWORD_MEMORY_MIB=46, PASSWORD_ROUNDS=1,
    SIGN_IN_WINDOW_MINUTES=15, DATABASES={}, SECRET_KEY="for this test only",
)
import django
django.setup()
from django.contrib.auth.hashers import get_hasher, make_password
import argon2
get_hasher()  # what it imports is not what a hash takes
def peak():
    # Of this program alone: getrusage counts the process that started it, too.
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status).group(1)) // 1024
before = peak()
at_once = [threading.Thread(target=make_password, args=["a passphrase"]) for _ in range(8)]
[one.start() for one in at_once]
[one.join() for one in at_once]
print(json.dumps(peak() - before))
"""


def mebibytes(hasher: str) -> int:
    """How much memory eight hashes at once took in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, hasher],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=2 * A_MINUTE,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_sign_ins_at_once_take_the_memory_of_one():
    first, *_ = settings_sign_in.PASSWORD_HASHERS
    assert mebibytes(first) <= 60, "one hash of 46 MiB, and the threads"
    assert mebibytes("django.contrib.auth.hashers.Argon2PasswordHasher") > 100, "a control"


def test_the_memory_of_a_hash_is_that_of_the_standard(settings):
    assert 19 <= settings.PASSWORD_MEMORY_MIB <= 46
    settings.PASSWORD_HASHERS = settings_sign_in.PASSWORD_HASHERS
    settings.PASSWORD_MEMORY_MIB = 19
    cost = hashing.SmallArgon2().decode(hashing.SmallArgon2().encode("a passphrase", "a" * 16))
    assert (cost["memory_cost"], cost["time_cost"], cost["parallelism"]) == (19 * 1024, 1, 1)


@pytest.mark.django_db(databases=["default", "safeguarding"])
@pytest.mark.parametrize("side", SIDES)
def test_an_older_hash_is_verified_and_made_anew(side, settings):
    settings.PASSWORD_HASHERS = settings_sign_in.PASSWORD_HASHERS
    settings.PASSWORD_MEMORY_MIB = 1
    given = {"portal": PASSWORD, "other": WORKERS_PASSWORD}[side]
    account = {"portal": UserFactory, "other": make_worker}[side]()
    account.password = Argon2PasswordHasher().encode(given, "b" * 16)
    account.save()
    form = {"username": account.username, "password": "not the passphrase"}
    assert Client().post(SIDES[side], form).status_code == 200
    account.refresh_from_db()
    assert "m=102400" in account.password, "a wrong password changes nothing"

    Client().post(SIDES[side], form | {"password": given})

    account.refresh_from_db()
    assert "m=1024,t=1,p=1" in account.password
    assert identify_hasher(account.password).verify(given, account.password)


class Held:
    """Threads that wait for the lane while the test has it."""

    def __init__(self, lane: hashing.Lane):
        self.lane, self.results, self.threads = lane, [], []

    def add(self, *, is_known: bool) -> threading.Thread:
        """Start one sign-in that waits."""

        def sign_in():
            try:
                with self.lane.sign_in(is_known=is_known):
                    self.results.append("in")
            except hashing.BusyError:
                self.results.append("busy")

        thread = threading.Thread(target=sign_in)
        thread.start()
        self.threads.append(thread)
        return thread

    def join(self) -> list[str]:
        for thread in self.threads:
            thread.join(A_MINUTE)
        return self.results


def test_some_strangers_wait_the_next_is_told_at_once_and_a_known_browser_waits(settings):
    settings.SIGN_INS_WAITING, settings.SIGN_IN_WAIT_SECONDS = 2, A_MINUTE
    lane = hashing.Lane()
    held = Held(lane)
    with lane.sign_in(is_known=False):
        for _ in range(2):
            held.add(is_known=False)
        moment = threading.Event()
        while lane._strangers < 3:
            assert not moment.wait(0.01)
        held.add(is_known=False).join(A_MINUTE)
        assert held.results == ["busy"], "told while the lane is still taken"
        held.add(is_known=True)
    assert sorted(held.join()) == ["busy", "in", "in", "in"]
    with lane.sign_in(is_known=False):
        assert lane._strangers == 1, "nothing of what was refused stays counted"


def test_nobody_waits_longer_than_the_setting(settings):
    settings.SIGN_IN_WAIT_SECONDS = 0
    lane = hashing.Lane()
    held = Held(lane)
    with lane.enter():
        for is_known in (True, False):
            held.add(is_known=is_known)
        assert held.join() == ["busy", "busy"]


@pytest.mark.django_db(databases=["default", "safeguarding"])
@pytest.mark.parametrize("side", SIDES)
def test_a_sign_in_that_finds_the_lane_busy_is_no_try_and_hears_when_to_come_back(side, settings):
    settings.SIGN_INS_WAITING = -1
    account = {"portal": UserFactory, "other": make_worker}[side]()
    for name in (account.username, "nobody-here"):
        form = {"username": name, "password": "not the passphrase"}
        answer = Client().post(SIDES[side], form)
        assert answer.status_code == 429
        assert "Wait a moment, then try again." in answer.content.decode()
    assert not SignInTry.objects.exists()
    assert not WorkerTry.objects.exists()


@pytest.mark.django_db
def test_confirming_says_that_it_was_busy_and_not_that_the_password_was_wrong(settings, client):
    user = UserFactory(coordinator=True)
    client.force_login(user)
    settings.SIGN_INS_WAITING = -1
    page = client.post(reverse("account_confirm"), {"password": PASSWORD}).content.decode()
    assert "Wait a moment, then try again." in page
    assert "wrong" not in page
