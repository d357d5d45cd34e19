"""A database that does not answer: 503, when to try again, and the form that was sent.

Every statement of a request fails once alone and once with all that follow.
"""

import html
import re

import pytest
from django.conf import settings as project
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import reverse

from referral_portal.common.typed_pages import SENSITIVE
from referral_portal.pages.unavailable import is_unavailable, sent_again
from tests.factories.accounts import UserFactory
from tests.factories.referrals import SELF_PAGES, make_catalogue, open_at
from tests.factories.safeguarding import client_of, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
OWN = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK|SET|DECLARE|CLOSE)", re.IGNORECASE)
FROM_US = {"headers": {"origin": "http://testserver"}}
NOTE = {"method": "call", "result": "spoke", "on-day": "1", "on-month": "11", "on-year": "2026"}


class Failing:
    """Lets the first statements of a request through, and fails one, or it and all that follow."""

    def __init__(self, monkeypatch, kind):
        self.first, self.once, self.count, real = None, False, 0, CursorWrapper.execute

        def execute(cursor, statement, params=None):
            if not OWN.match(str(statement)):
                self.count += 1
                if self.first is not None and self._fails(self.count - 1):
                    raise kind("canary: the server closed the connection")
            return real(cursor, statement, params)

        monkeypatch.setattr(CursorWrapper, "execute", execute)

    def _fails(self, number: int) -> bool:
        return number == self.first if self.once else number >= self.first

    def begin(self, first: int | None, *, once: bool = False) -> None:
        self.first, self.once, self.count = first, once, 0


def visits() -> list:
    """Return the visits of both sides, as functions that make a visit each time they are called."""
    make_catalogue()
    public, desk, agency = Client(), Client(), Client()
    page = open_at(public, "self", "home")
    desk.force_login(UserFactory(coordinator=True))
    agency.force_login(UserFactory(agency_referrer=True))
    worker = make_worker()
    case = make_case(owner=worker)
    far = client_of(worker)
    note = reverse("safeguarding:add_note", args=[case.pk])
    for browser in (public, desk, agency, far):
        browser.raise_request_exception = False
    return [
        lambda: public.post(page, SELF_PAGES["home"], **FROM_US),
        lambda: desk.get(reverse("landing")),
        lambda: desk.get(reverse("admin:referrals_referral_changelist")),
        lambda: far.get("/safeguarding/"),
        lambda: far.post(note, NOTE, **FROM_US),
    ]


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, DatabaseError])
@pytest.mark.parametrize("number", range(5))
def test_whichever_statement_fails_it_is_503_and_never_500(number, kind, monkeypatch, log):
    visit, failing = visits()[number], Failing(monkeypatch, kind)
    failing.begin(None)
    assert visit().status_code < 400
    statements = failing.count
    assert statements
    unavailable = 0
    # Every statement of a short visit; of a long one as many, spread over it.
    for first in range(0, statements, max(1, statements // 8)):
        for once in (False, True):
            failing.begin(first, once=once)
            answer = visit()
            assert answer.status_code in {200, 302, 303, 503}, (first, once)
            if answer.status_code == 503:
                unavailable += 1
                assert answer["Retry-After"] == str(project.RETRY_AFTER_SECONDS)
                text = answer.content.decode()
                assert "cannot be shown now" in text
                assert "999" in text
                assert project.SERVICE_PHONE in text
                assert "canary" not in text
    assert unavailable >= 2, "nothing was tried"
    assert "canary" not in log.text


def test_the_form_comes_back_and_can_be_sent_as_it_was(monkeypatch):
    make_catalogue()
    browser = Client()
    browser.raise_request_exception = False
    page, typed = open_at(browser, "self", "home"), SELF_PAGES["home"]
    failing = Failing(monkeypatch, OperationalError)
    failing.begin(0)
    text = browser.post(f"{page}?a=1&b=2", typed, **FROM_US).content.decode()
    failing.begin(None)

    found = [(html.unescape(name), html.unescape(value)) for name, value in HIDDEN.findall(text)]
    assert dict(found) == {
        name: value[0] if isinstance(value, list) else value for name, value in typed.items()
    }
    assert f'action="{page}?a=1&amp;b=2"' in text
    answer = browser.post(page, dict(found))
    assert answer.status_code == 303
    assert answer["Location"] != page


@pytest.mark.parametrize(
    ("sent", "origin"),
    [
        ({"words": "typed"}, "https://example.org"),
        ({"words": "typed"}, "null"),
        ({"username": "a", "password": "typed"}, "http://testserver"),
        ({"code": "typed"}, "http://testserver"),
    ],
)
def test_what_another_site_sent_or_a_secret_does_not_come_back(rf, sent, origin):
    assert sent_again(rf.post("/a/", {"words": "typed"}, **FROM_US)) == [("words", "typed")]
    assert sent_again(rf.post("/a/", sent, headers={"origin": origin})) == []


def test_a_page_that_asks_for_secrets_gives_nothing_back(rf):
    request = rf.post("/a/", {"words": "typed"}, **FROM_US)
    setattr(request, SENSITIVE, "__ALL__")
    assert sent_again(request) == []
    assert sent_again(rf.get("/a/?words=typed")) == []


def test_only_a_database_that_did_not_answer_is_an_excuse():
    late, ours = OperationalError("late"), IntegrityError("ours")
    broken = RuntimeError("the transaction is broken")
    broken.__context__ = late
    assert is_unavailable(late)
    assert is_unavailable(InterfaceError())
    assert is_unavailable(broken)
    assert not is_unavailable(ours)
    assert not is_unavailable(ValueError())
    assert not is_unavailable(None)
    first, second = ValueError(), ValueError()
    first.__context__, second.__context__ = second, first
    assert not is_unavailable(first), "and it ends"
