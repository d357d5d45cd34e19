"""Security points 13 to 23 of the link workers' own sign-in, each by its number."""

import datetime as dt
import threading

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from referral_portal.common import recovery_codes
from referral_portal.common.one_time import STEP, code_at, step_of
from safeguarding.models import RecoveryCode, Worker, WorkerSession
from safeguarding.sign_in import second_factor, sessions
from tests.factories.safeguarding import make_worker
from tests.safeguarding.helpers import (
    ACCOUNT,
    CODE,
    SET_UP,
    SIGN_IN,
    code_of,
    give_password,
    is_in,
    with_app,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B
    assert code_at(secret, seconds // STEP) == code
    assert step_of(secret, code, seconds=seconds + STEP) == seconds // STEP
    assert step_of(secret, code, seconds=seconds + 2 * STEP) is None


def test_13_and_21_a_password_alone_opens_nothing_and_each_step_changes_the_cookie(clock):
    worker, codes = with_app(clock)
    assert len(codes) == recovery_codes.NUMBER
    client, answer = give_password(worker)
    assert answer["Location"] == CODE
    first = client.cookies[sessions.cookie_name()].value
    for path in ("/safeguarding/", ACCOUNT, "/safeguarding/cases/"):
        assert client.get(path)["Location"] == SIGN_IN
    # A thief who knows only the password cannot set up another app.
    assert client.get(SET_UP)["Location"] == SIGN_IN
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert client.post(CODE, {"code": code_of(worker)}).status_code == 302
    assert is_in(client)
    assert client.cookies[sessions.cookie_name()].value != first
    client.cookies[sessions.cookie_name()] = first
    assert not is_in(client)


def test_14_a_password_that_came_too_long_ago_is_asked_for_again(clock, settings):
    worker, _ = with_app(clock)
    client, _ = give_password(worker)
    clock.shift(dt.timedelta(minutes=settings.SIGN_IN_STEP_MINUTES, seconds=1))
    assert client.post(CODE, {"code": code_of(worker)})["Location"] == SIGN_IN


def test_14_and_15_guessing_is_slowed_for_names_that_exist_and_others(clock, settings):
    settings.SIGN_IN_TRIES = 2
    worker, _ = with_app(clock)
    answers = []
    for who in (worker, Worker(username="nobody")):
        client = Client()
        for _ in range(3):
            _, answer = give_password(who, "not the passphrase", client)
        body = answer.content.decode().replace(who.username, "NAME")
        answers.append((answer.status_code, body.replace(str(answer.context["csrf_token"]), "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 429
    assert give_password(worker)[1].status_code == 429
    _, elsewhere = give_password(worker, client=Client(REMOTE_ADDR="198.51.100.8"))
    assert elsewhere["Location"] == CODE


def test_15_codes_cannot_be_guessed_either(clock, settings):
    settings.SIGN_IN_TRIES = 2
    worker, _ = with_app(clock)
    client, _ = give_password(worker)
    for _ in range(2):
        assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert client.post(CODE, {"code": code_of(worker)}).status_code == 429
    assert not is_in(client)


def test_19_a_code_and_a_recovery_code_count_once(clock):
    worker, codes = with_app(clock)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert kept.isdisjoint(code.replace("-", "") for code in codes)
    for given in (code_of(worker), codes[0].lower()):
        statuses = []
        for _ in range(2):
            client, _ = give_password(worker)
            statuses.append(client.post(CODE, {"code": given}).status_code)
        assert statuses == [302, 200]


@pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
def test_19_of_several_at_once_a_code_lets_one_in():
    worker = make_worker()
    second_factor.begin_set_up(worker)
    code, right = code_of(worker), []

    def use():
        given = {"worker": worker, "code": code, "network": "n", "now": timezone.now()}
        right.append(second_factor.check_code(**given))
        connections.close_all()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(right) == [False, False, False, True]


def test_25_the_cookie_is_strict_and_stays_on_this_side(clock):
    worker, _ = with_app(clock)
    client, _ = give_password(worker)
    cookie = client.cookies[sessions.cookie_name()]
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == (
        "Strict",
        True,
        "/safeguarding/",
    )


def test_the_demonstration_signs_in_with_a_password(settings):
    settings.SECOND_FACTOR = False
    client, answer = give_password(make_worker())
    assert answer["Location"] == "/safeguarding/"
    assert is_in(client)
    assert WorkerSession.objects.get().is_complete
