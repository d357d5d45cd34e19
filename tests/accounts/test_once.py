"""Sixty-four requests use one link or one code, with real transactions on PostgreSQL: one succeeds.

The control is the guard as it was: an UPDATE with a join lets a second request through.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from referral_portal.accounts import invitations, second_factor
from referral_portal.accounts.models import Invitation
from referral_portal.common.one_time import STEP, code_at
from safeguarding.models import Worker, WorkerInvitation
from safeguarding.sign_in import invitations as their_invitations
from safeguarding.sign_in import second_factor as their_second_factor
from tests import single_table
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import make_worker
from tests.factories.sign_in import code_of
from tests.patience import A_MINUTE, eventually
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
RACERS = 64
CHOSEN = "a passphrase of their own"


@pytest.fixture(autouse=True)
def many_tries(settings):
    settings.SIGN_IN_TRIES = settings.SIGN_IN_TRIES_NETWORK = settings.SIGN_IN_TRIES_NAME = 999


def count(run) -> int:
    """Return how many of the racers succeeded."""
    return sum(bool(result) for result in at_once(run, range(RACERS)))


def test_a_link_lets_one_request_choose_the_password():
    user, now = UserFactory(coordinator=True), timezone.now()
    token = invitations.invite(user=user, by=None, now=now)

    assert count(lambda _: invitations.accept(token=token, password=CHOSEN, now=now)) == 1
    assert Invitation.objects.get().used_at == now


def test_a_link_of_the_far_side_lets_one_request_choose_the_password():
    worker, now = make_worker(), timezone.now()
    token = their_invitations.invite(worker=worker, by=None, now=now)

    assert count(lambda _: their_invitations.accept(token=token, password=CHOSEN, now=now)) == 1
    assert WorkerInvitation.objects.get().used_at == now


def test_without_the_lock_a_second_request_chooses_the_password_too(monkeypatch):
    token = invitations.invite(user=UserFactory(coordinator=True), by=None, now=timezone.now())
    monkeypatch.setattr(single_table, "our_place", lambda frame: "")

    def accept_as_before() -> int:
        now = timezone.now()
        return invitations._open(token, now).update(used_at=now)

    def is_waiting() -> bool:
        with connection.cursor() as cursor:
            # In one transaction PostgreSQL would otherwise show every look what the first one saw.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            # Other tests wait for locks of their own, in other databases of this server.
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            return bool(cursor.fetchone()[0])

    def in_a_thread() -> int:
        try:
            return accept_as_before()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            assert accept_as_before() == 1
            second = thread.submit(in_a_thread)
            eventually(is_waiting, "the second request waits for the first")
        assert second.result(timeout=A_MINUTE) == 1


def test_a_code_of_the_app_counts_once():
    user = UserFactory(coordinator=True)
    TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    code, now = code_of(user), timezone.now()

    assert count(lambda _: second_factor.check_code(by=user, code=code, now=now)) == 1


def test_a_recovery_code_counts_once():
    user, now = UserFactory(coordinator=True), timezone.now()
    code, *_ = second_factor.renew_recovery_codes(by=user, now=now)

    assert count(lambda _: second_factor.check_code(by=user, code=code, now=now)) == 1


@pytest.fixture
def worker():
    worker = make_worker()
    their_second_factor.begin_set_up(worker)
    worker.refresh_from_db()
    Worker.objects.filter(pk=worker.pk).update(otp_confirmed=True)
    return worker


def test_a_code_of_the_far_sides_app_counts_once(worker):
    now = timezone.now()
    code = code_at(worker.otp_secret, int(time.time() // STEP))

    def use(_):
        return their_second_factor.check_code(worker=worker, code=code, network="", now=now)

    assert count(use) == 1


def test_a_recovery_code_of_the_far_side_counts_once(worker):
    now = timezone.now()
    code, *_ = their_second_factor.renew_recovery_codes(worker=worker, now=now)

    def use(_):
        return their_second_factor.check_code(worker=worker, code=code, network="", now=now)

    assert count(use) == 1
