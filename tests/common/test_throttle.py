"""Security points 14 and 15: guessing is slowed down and locks no user out."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.models import SignInTry
from referral_portal.common.questions import question_of
from referral_portal.common.throttle import _digest
from tests.factories.accounts import UserFactory
from tests.factories.sign_in import PASSWORD, code_of, password, signed_in, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_14_throttling_says_the_same_of_a_name_that_does_not_exist(settings):
    settings.SIGN_IN_TRIES = 1
    known, unknown = UserFactory(coordinator=True), UserFactory.build(username="nobody-here")
    answers = []
    for user in (known, unknown):
        client = Client()
        for _ in range(3):
            answer = password(client, user, "not the passphrase")
        body = answer.content.decode().replace(user.username, "NAME")
        answers.append((answer.status_code, body.replace(str(answer.context["csrf_token"]), "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 429


def test_15_too_many_tries_are_refused_and_the_right_password_from_elsewhere_works(clock, settings):
    user = with_app(clock, coordinator=True)
    guesser, owner = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="198.51.100.8")
    for _ in range(settings.SIGN_IN_TRIES):
        assert password(guesser, user, "not the passphrase").status_code == 200
    assert password(guesser, user).status_code == 429, "the 11th is not looked at, right or wrong"
    assert password(owner, user)["Location"] == reverse("sign_in_code")
    clock.shift(dt.timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES, seconds=1))
    assert password(guesser, user).status_code == 302
    assert not SignInTry.objects.filter(at__lt=timezone.now() - dt.timedelta(minutes=15)).exists()


def test_15_a_name_tried_from_everywhere_leaves_each_network_one_try(clock, settings):
    settings.SIGN_IN_TRIES_NAME = 5
    user = with_app(clock, coordinator=True)
    for number in range(5):
        password(Client(REMOTE_ADDR=f"10.0.{number}.1"), user, "not the passphrase")
    guesser = Client(REMOTE_ADDR="192.0.2.99")
    assert password(guesser, user, "not the passphrase").status_code == 200
    assert password(guesser, user).status_code == 429
    answer = password(Client(REMOTE_ADDR="198.51.100.100"), user)
    assert answer.status_code == 302


def test_15_a_network_that_tries_many_names_is_refused(client, settings):
    settings.SIGN_IN_TRIES_NETWORK = 3
    for number in range(3):
        password(client, UserFactory.build(username=f"guess-{number}"))
    assert password(client, UserFactory(coordinator=True)).status_code == 429


def test_15_wrong_tries_from_a_station_refuse_no_browser_that_is_known(clock, settings):
    settings.SIGN_IN_TRIES_NETWORK = 20
    user, new = with_app(clock, coordinator=True), with_app(clock, coordinator=True)
    known = signed_in(clock, user, Client(REMOTE_ADDR="192.0.2.7"))
    known.post(reverse("sign_out"))
    guesser = Client(REMOTE_ADDR="192.0.2.7")
    for number in range(100):
        name = user.username if number % 2 else f"guess-{number}"
        password(guesser, UserFactory.build(username=name), "not the passphrase")

    assert password(Client(REMOTE_ADDR="192.0.2.7"), new).status_code == 429, "a control"
    assert password(known, new).status_code == 429, "it is known to another account only"
    assert password(known, user)["Location"] == reverse("sign_in_code")
    assert password(Client(REMOTE_ADDR="198.51.100.8"), new)["Location"] == reverse("sign_in_code")


def test_15_a_known_browser_may_guess_no_more_than_others(clock, settings):
    settings.SIGN_IN_TRIES = 3
    user = with_app(clock, coordinator=True)
    known = signed_in(clock, user)
    known.post(reverse("sign_out"))
    statuses = [password(known, user, "not the passphrase").status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
    assert password(known, user).status_code == 429
    assert password(Client(), user).status_code == 302, "its tries are not those of its network"


def test_15_wrong_codes_from_elsewhere_refuse_no_browser_that_is_known(clock, settings):
    settings.SIGN_IN_TRIES = 5
    user = with_app(clock, coordinator=True)
    known = signed_in(clock, user)
    known.post(reverse("sign_out"))
    guesser, stranger = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="198.51.100.8")
    code = reverse("sign_in_code")
    for client in (guesser, stranger, known):
        password(client, user)
    statuses = [guesser.post(code, {"code": "000000"}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert stranger.post(code, {"code": code_of(user)}).status_code == 200, "a control"
    assert known.post(code, {"code": "000000"}).status_code == 200
    assert stranger.post(code, {"code": code_of(user)}).status_code == 200, "the wait goes on"
    assert known.post(code, {"code": code_of(user)}).status_code == 302


def test_15_and_35_an_invented_forwarding_address_changes_nothing(settings):
    settings.SIGN_IN_TRIES = 2
    user = UserFactory(coordinator=True)
    for proxied in (False, True):
        settings.BEHIND_PROXY = proxied
        SignInTry.objects.all().delete()
        client = Client()
        statuses = [
            password(
                client, user, "wrong", headers={"x-forwarded-for": f"198.51.100.{n}, 192.0.2.1"}
            ).status_code
            for n in range(3)
        ]
        assert statuses == [200, 200, 429], proxied


def everywhere(number: int) -> None:
    """So many wrong passwords, each for a name of its own from a network of its own."""
    for one in range(number):
        guesser = Client(REMOTE_ADDR=f"10.{one}.0.1")
        password(guesser, UserFactory.build(username=f"guess-{one}"), "not the passphrase")


def read(page, clock) -> dict[str, str]:
    """What a person sends who has read the question of this page."""
    (token,) = re.findall(r'name="question" value="([^"]+)"', page.text)
    clock.shift(10)
    return {"question": token, "question_answer": question_of(token)[1]}


@pytest.fixture
def known(clock, settings):
    """A user, a browser in which they have signed in, and the limit reached from everywhere."""
    settings.SIGN_IN_TRIES_ALL = 5
    user = with_app(clock, coordinator=True)
    browser = signed_in(clock, user)
    browser.post(reverse("sign_out"))
    everywhere(6)
    return user, browser


def test_15_guesses_from_everywhere_make_a_new_browser_answer_a_question(known, clock):
    user, browser = known
    new = Client(REMOTE_ADDR="198.51.100.8")
    page = password(new, user)
    assert page.status_code == 200
    assert "You are not signed in yet" in page.text
    assert user.username in page.text, "the name that was typed stays"
    right = {"username": user.username, "password": PASSWORD} | read(page, clock)
    assert new.post(reverse("sign_in"), right)["Location"] == reverse("sign_in_code")
    # The code is guessed at as well.
    page = new.post(reverse("sign_in_code"), {"code": code_of(user)})
    assert "You are not signed in yet" in page.text
    given = {"code": code_of(user)} | read(page, clock)
    given["code"] = code_of(user)
    assert new.post(reverse("sign_in_code"), given).status_code == 302
    # Nobody asks a browser that is known.
    assert password(browser, user)["Location"] == reverse("sign_in_code")


def test_15_one_answer_lets_one_try_through(known, clock):
    user, _ = known
    guesser = Client(REMOTE_ADDR="198.51.100.8")
    page = password(guesser, user, "not the passphrase")
    wrong = {"username": user.username, "password": "not the passphrase"} | read(page, clock)
    tries = SignInTry.objects.filter(name_digest=_digest(user.username)).count
    before = tries()
    page = guesser.post(reverse("sign_in"), wrong)
    assert "user name or password is wrong" in page.text
    assert tries() == before + 1
    again = guesser.post(reverse("sign_in"), wrong | {"password": PASSWORD})
    assert "Answer one question first" in again.text, "a copy of the answer is worth nothing"
    assert tries() == before + 1, "what was not looked at makes no wait longer"


def test_15_the_question_is_the_same_for_a_name_that_does_not_exist(known):
    pages = []
    for one in (known[0], UserFactory.build(username="nobody-here")):
        page = password(Client(REMOTE_ADDR="198.51.100.8"), one, "not the passphrase")
        pages.append((page.status_code, "You are not signed in yet" in page.text))
    assert pages == [(200, True)] * 2


def test_15_the_question_ends_with_the_tries(known, clock, settings):
    clock.shift(dt.timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES, seconds=1))
    new = Client(REMOTE_ADDR="198.51.100.8")
    assert password(new, known[0])["Location"] == reverse("sign_in_code")
