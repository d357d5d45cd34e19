"""Staying signed in, and the list of what a link worker typed."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from safeguarding.models import AccessRecord
from tests.factories.safeguarding import PASSWORD, client_of
from tests.factories.typed import Browser, form_in
from tests.safeguarding.helpers import SIGN_IN

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
WORDS = "CANARY she can be reached through <her> sister"
TOO_LONG = dt.timedelta(minutes=16)
WORKLIST = "/safeguarding/"
LIST = "/safeguarding/account/typed/"


@pytest.fixture(autouse=True)
def _password_only(settings):
    """The second step has tests of its own."""
    settings.SECOND_FACTOR = False


@pytest.fixture
def browser(worker):
    browser = Browser()
    browser.cookies = client_of(worker).cookies
    return browser


@pytest.fixture
def url(case):
    return reverse("safeguarding:add_note", args=[case.pk])


def typed_in(form: dict) -> dict:
    return form | {"method": "call", "result": "spoke", "note": WORDS}


@pytest.fixture
def timed_out(browser, url, clock):
    """The browser after the page was sent too late."""
    form = browser.form(url, holding="note")
    clock.shift(TOO_LONG)
    answer = browser.send(url, typed_in(form))
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    return browser


def choose(browser, choice):
    data = form_in(browser.text(WORKLIST), LIST, holding="page") | {choice: ""}
    return browser.send(LIST, data)


def test_staying_moves_the_end_to_the_second_but_not_past_the_last_limit(
    browser, worker, clock, settings
):
    clock.shift(dt.timedelta(seconds=59))
    assert timezone.localtime(timezone.now() + dt.timedelta(minutes=15)).strftime(
        "%H:%M"
    ) in browser.text("/safeguarding/account/stay/")
    clock.shift(dt.timedelta(minutes=15, seconds=-1))
    assert browser.get(WORKLIST).status_code == 200

    for _ in range(settings.WORKER_SESSION_HOURS * 5):
        clock.shift(dt.timedelta(minutes=14))
        last = browser.get("/safeguarding/account/stay/")
    assert last.status_code == 302


def test_a_code_is_still_asked_for_before_the_words_are_shown(
    timed_out, worker, url, clock, settings
):
    timed_out.sign_in(worker, PASSWORD, SIGN_IN)
    choose(timed_out, "show")
    settings.SECOND_FACTOR = True
    clock.shift(dt.timedelta(minutes=settings.CONFIRM_MINUTES, seconds=1))
    looks = AccessRecord.objects.count()

    for address in (url, LIST):
        answer = timed_out.get(address)
        assert answer["Location"].startswith("/safeguarding/confirm/?next=")
        assert "CANARY" not in answer.content.decode()
    assert AccessRecord.objects.count() == looks


def test_the_list_shows_every_word_and_is_on_record(timed_out, worker):
    timed_out.sign_in(worker, PASSWORD, SIGN_IN)

    html = timed_out.text(LIST)

    assert "CANARY she can be reached through &lt;her&gt; sister" in html
    assert AccessRecord.objects.filter(worker=worker, page="what was typed").count() == 1
