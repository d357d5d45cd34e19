"""Security point 15 on the link workers' side: others' wrong tries refuse no browser that is known."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from referral_portal.common.questions import question_of
from safeguarding.models import Worker
from safeguarding.sign_in import notices
from tests.factories.safeguarding import PASSWORD
from tests.safeguarding.helpers import ACCOUNT, CODE, code_of, give_password, is_in, with_app

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.8"
WRONG = "not the passphrase"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def known_browser(worker, clock) -> Client:
    """A browser here in which `worker` has signed in and out."""
    browser, _ = give_password(worker, client=Client(REMOTE_ADDR=HERE))
    assert browser.post(CODE, {"code": code_of(worker)}).status_code == 302
    browser.post("/safeguarding/sign-out/")
    clock.shift(60)
    return browser


def test_15_wrong_tries_from_a_station_refuse_no_browser_that_is_known(clock, settings):
    settings.SIGN_IN_TRIES_NETWORK = 20
    worker, _ = with_app(clock)
    other, _ = with_app(clock)
    known, guesser = known_browser(worker, clock), Client(REMOTE_ADDR=HERE)
    for number in range(100):
        name = worker.username if number % 2 else f"guess-{number}"
        give_password(Worker(username=name), WRONG, guesser)

    new = Client(REMOTE_ADDR=HERE)
    assert give_password(other, client=new)[1].status_code == 429, "a control"
    assert give_password(other, client=known)[1].status_code == 429, "known to another one only"
    assert give_password(worker, client=known)[1]["Location"] == CODE
    _, elsewhere = give_password(other, client=Client(REMOTE_ADDR=ELSEWHERE))
    assert elsewhere["Location"] == CODE


def test_15_a_known_browser_may_guess_no_more_than_others(clock, settings):
    settings.SIGN_IN_TRIES = 2
    worker, _ = with_app(clock)
    known = known_browser(worker, clock)
    statuses = [give_password(worker, WRONG, known)[1].status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert give_password(worker, client=Client(REMOTE_ADDR=HERE))[1].status_code == 302


def test_15_wrong_codes_and_changes_from_elsewhere_refuse_no_known_browser(clock, settings):
    settings.SIGN_IN_TRIES = 2
    worker, _ = with_app(clock)
    known = known_browser(worker, clock)
    guesser, _ = give_password(worker, client=Client(REMOTE_ADDR=HERE))
    for _ in range(3):
        answer = guesser.post(CODE, {"code": "000000"})
    assert answer.status_code == 429
    give_password(worker, client=known)
    assert known.post(CODE, {"code": code_of(worker)}).status_code == 302
    for _ in range(3):
        give_password(worker, WRONG, guesser)
    known.post(ACCOUNT, {"old": PASSWORD, "new": "another invented passphrase"})
    worker.refresh_from_db()
    assert is_in(known)
    assert not notices.known_browser(known.cookies[notices.cookie_name()].value, worker), (
        "after a change of password every browser is new"
    )


def test_15_guesses_from_everywhere_make_a_new_browser_answer_a_question(clock, settings):
    settings.SIGN_IN_TRIES_ALL = 5
    worker, _ = with_app(clock)
    known = known_browser(worker, clock)
    for number in range(6):
        guesser = Client(REMOTE_ADDR=f"10.{number}.0.1")
        give_password(Worker(username=f"guess-{number}"), WRONG, guesser)
    new = Client(REMOTE_ADDR=ELSEWHERE)

    def answered(page) -> dict[str, str]:
        assert "You are not signed in yet" in page.text
        (token,) = re.findall(r'name="question" value="([^"]+)"', page.text)
        clock.shift(10)
        return {"question": token, "question_answer": question_of(token)[1]}

    _, page = give_password(worker, client=new)
    typed = {"username": worker.username, "password": PASSWORD} | answered(page)
    assert new.post("/safeguarding/sign-in/", typed)["Location"] == CODE
    answer = answered(new.post(CODE, {"code": code_of(worker)}))
    assert new.post(CODE, {"code": code_of(worker)} | answer).status_code == 302
    assert give_password(worker, client=known)[1]["Location"] == CODE
