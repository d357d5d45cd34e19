"""What a link worker typed survives the end of a sign-in, on this side of the wall only."""

import datetime as dt
import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.accounts.models import TypedPage as PortalsTypedPage
from referral_portal.accounts.shelf import SHELF as PORTALS
from safeguarding import tasks
from safeguarding.models import ContactNote, TypedPage
from safeguarding.sign_in import sessions
from safeguarding.sign_in.typed_pages import SHELF
from tests.factories.accounts import UserFactory
from tests.factories.safeguarding import PASSWORD, client_of, make_case, make_worker
from tests.factories.typed import HOST, Browser, form_in, offered
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


def test_the_sign_in_page_says_the_same_whether_anything_was_kept_or_not(timed_out):
    pages = [browser.text(SIGN_IN) for browser in (timed_out, Browser())]

    for html in pages:
        assert "sign in within 60 minutes in this browser" in html
    with_kept, without = (re.sub(r'value="[^"]{40,}"', "", html) for html in pages)
    assert with_kept == without


def choose(browser, choice):
    data = form_in(browser.text(WORKLIST), LIST, holding="page") | {choice: ""}
    return browser.send(LIST, data)


def test_typed_words_are_offered_after_a_timeout_and_stand_in_the_field(timed_out, worker, url):
    assert not ContactNote.objects.exists()
    timed_out.sign_in(worker, PASSWORD, SIGN_IN)

    worklist = timed_out.text(WORKLIST)
    assert offered(worklist) == ["Record a contact"]
    assert "CANARY" not in worklist
    answer = choose(timed_out, "show")

    assert (answer.status_code, answer["Location"]) == (303, url)
    form = timed_out.form(url, holding="note")
    assert form["note"] == [WORDS]
    assert (form["method"], form["result"]) == (["call"], ["spoke"])
    assert "We have not saved this page yet." in timed_out.text(url)


def test_sending_it_again_saves_once_and_wipes_it(timed_out, worker, url):
    timed_out.sign_in(worker, PASSWORD, SIGN_IN)
    choose(timed_out, "show")
    form = timed_out.form(url, holding="note")

    timed_out.send(url, {name: values for name, values in form.items() if name != "alerts"})

    assert not TypedPage.objects.exists()
    assert offered(timed_out.text(WORKLIST)) == []


def test_a_second_sign_in_in_another_tab_loses_nothing(browser, worker, url, clock):
    form = browser.form(url, holding="note")
    other = Browser()
    other.cookies = browser.cookies
    del other.cookies[sessions.cookie_name()]
    other.sign_in(worker, PASSWORD, SIGN_IN)

    answer = browser.send(url, typed_in(form))

    assert (answer.status_code, answer["Location"]) == (303, url)
    assert browser.form(url, holding="note")["note"] == [WORDS]


def test_another_link_worker_in_the_same_browser_is_offered_nothing(timed_out, clock):
    timed_out.sign_in(make_worker(is_manager=True, username="manager"), PASSWORD, SIGN_IN)

    assert offered(timed_out.text(WORKLIST)) == []
    assert "CANARY" not in timed_out.text(LIST)


def test_a_page_of_one_link_worker_never_lands_with_another(browser, url, clock, case):
    form = browser.form(url, holding="note")
    del browser.cookies[sessions.cookie_name()]
    browser.sign_in(make_worker(is_manager=True, username="manager"), PASSWORD, SIGN_IN)

    answer = browser.send(url, typed_in(form))

    assert answer.status_code == 403
    assert "CANARY" not in answer.content.decode()
    assert offered(browser.text(WORKLIST)) == []
    assert TypedPage.objects.count() == 1


@pytest.mark.parametrize("how", ["sign-out", "late", "everywhere", "manager"])
def test_signing_out_wipes_it(timed_out, worker, url, clock, how):
    timed_out.sign_in(worker, PASSWORD, SIGN_IN)
    out = timed_out.form(WORKLIST, "/safeguarding/sign-out/")
    if how == "manager":
        manager = client_of(make_worker(is_manager=True))
        manager.post(reverse("safeguarding:end_sessions", args=[worker.pk]))
    elif how == "everywhere":
        timed_out.send("/safeguarding/account/end-sessions/", out)
    else:
        clock.shift(TOO_LONG if how == "late" else dt.timedelta(0))
        timed_out.send("/safeguarding/sign-out/", out)

    assert not TypedPage.objects.exists()


def test_after_the_hour_it_is_gone(timed_out, worker, clock, settings):
    clock.shift(dt.timedelta(minutes=settings.TYPED_MINUTES))
    timed_out.sign_in(worker, PASSWORD, SIGN_IN)
    assert offered(timed_out.text(WORKLIST)) == []

    tasks.tick()

    assert not TypedPage.objects.exists()


def test_neither_database_holds_the_words_or_the_account_in_a_readable_form(timed_out, worker, url):
    assert not PortalsTypedPage.objects.exists()
    row = TypedPage.objects.values_list().get()
    box = next(bytes(value) for value in row if isinstance(value, bytes | memoryview))
    for secret in ("CANARY", url, worker.username, "note"):
        assert secret.encode() not in box
        assert secret not in str(row)
    assert worker.pk not in row[1:]
    for alias in ("default", "safeguarding"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}"')
                assert "CANARY" not in "".join(map(repr, cursor.fetchall()))


def test_a_stranger_gets_one_answer_and_stores_nothing(browser, url, clock):
    hint = browser.form(url, holding="note")["typed_hint"][0]
    stranger = Browser()
    posts = [
        {"note": WORDS},
        {"note": WORDS, "typed_hint": hint[:-2] + "AA"},
        {"note": "x" * 300_000},
        {f"field{number}": "x" for number in range(400)},
    ]

    answers = [stranger.send(path, post) for post in posts for path in (url, "/safeguarding/no/")]

    assert not TypedPage.objects.exists()
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, SIGN_IN)}
    assert not any(answer.cookies for answer in answers)


def test_a_hint_of_the_portal_means_nothing_here(url, case, clock):
    portal = Browser()
    portal.force_login(UserFactory(coordinator=True))
    hint = portal.form("/account/", "/sign-out/")
    hint = portal.text("/account/").split('name="typed_hint" value="')[1].split('"')[0]

    Browser().send(url, {"note": WORDS, "typed_hint": hint})

    assert not TypedPage.objects.exists()


def test_a_post_from_another_site_is_not_kept(browser, url, clock):
    form = browser.form(url, holding="note")
    clock.shift(TOO_LONG)

    browser.send(url, typed_in(form), Origin="https://elsewhere.example")
    browser.send(url, typed_in(form), Origin=f"{HOST}.example")

    assert not TypedPage.objects.exists()


def test_pages_with_a_password_or_a_code_draw_no_hint(browser, worker):
    assert "typed_hint" not in Browser().text(SIGN_IN)
    assert "typed_hint" not in browser.text("/safeguarding/account/")
    assert "typed_hint" not in browser.text("/safeguarding/confirm/")
    assert "typed_hint" in browser.text(
        reverse("safeguarding:apart", args=[make_case(owner=worker).pk])
    )


def test_a_page_costs_no_query_more_while_nothing_is_kept(browser, url):
    with CaptureQueriesContext(connections["safeguarding"]) as queries:
        browser.text(url)
    assert not [one for one in queries if "typedpage" in one["sql"]]


def test_the_cookie_is_not_the_portals():
    assert SHELF.cookie != PORTALS.cookie
    assert SHELF.zone != PORTALS.zone
