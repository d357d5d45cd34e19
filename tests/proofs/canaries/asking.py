"""Asks as everyone, and searches every answer: status, headers, cookies, body, what is in a PDF.

What the far side shows its own link worker is noted instead: there the tokens must be.
"""

import contextlib
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils.http import urlencode

from referral_portal.accounts.models import TypedPage
from referral_portal.common.typed_text import HINT
from tests.proofs.canaries.search import Search
from tests.proofs.canaries.tokens import overlong
from tests.proofs.twins.asking import ALIASES, LINK_WORKER, TOKEN, Browsers, taken_back
from tests.proofs.twins.forms import filled, junk, page_of
from tests.proofs.twins.opened import Pressed
from tests.proofs.twins.questions import GET, JUNK, POST, Question
from tests.proofs.twins.world import World

WRONG = "POST too much"
FAR_SIDE = "/safeguarding/"
OK, FAILED = 200, 500
SHOWS_TYPED = {200, 409}


class Asker(Browsers):
    """Everyone's browsers. `forms`: what is sent to a page, by its path, instead of any words."""

    def __init__(self, world: World, search: Search, forms: dict[str, dict]):
        super().__init__(world, {})
        self.search, self.sealed = search, forms
        self.writers: dict[str, str] = {}  # who sends a sealed page, by its path
        self.asked = self.refused = self.kept = 0
        self.statuses: dict[int, int] = {}
        self.shown: set[str] = set()
        self.opened: set[Question] = set()
        self._client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def ask(self, question: Question, failing: Callable = contextlib.nullcontext, *, keep=False):
        """Ask; `keep` what it changes. Returns the response."""
        data = self._data(question)
        self._client.cookies = SimpleCookie(self._cookies[question.who])
        method = question.how.split()[0].lower()
        sent = {}
        if method == "post":
            sent = data | {"csrfmiddlewaretoken": TOKEN} | self._page(question)
        with contextlib.nullcontext() if keep else taken_back():
            waiting = {alias: len(connections[alias].run_on_commit) for alias in ALIASES}
            with failing():
                response = getattr(self._client, method)(question.path, data=sent)
                body = response.getvalue() if response.streaming else response.content
            self._wake(waiting)
        if keep:
            self._cookies[question.who] |= {
                name: morsel.value for name, morsel in self._client.cookies.items()
            }
        if question.how == GET and b"<form" in body:
            self._forms[question.who, question.path] = filled(body)
        self._note(question, response, body, urlencode(data, doseq=True).encode())
        return response

    def send_late(self, who: str, path: str) -> None:
        """Send a page after the sign-in has ended, as the browser it was typed in does.

        What was typed is kept then. The browser's own cookie is dropped here, so no later page of this
        user offers it back.
        """
        self.ask(Question(who, GET, path), keep=True)
        hint = self._forms[who, path][HINT]
        cookies = self._cookies[who].items()
        self._client.cookies = SimpleCookie(
            {name: value for name, value in cookies if name != settings.SESSION_COOKIE_NAME}
        )
        sent = self.sealed[path] | {"csrfmiddlewaretoken": TOKEN, HINT: hint}
        before = TypedPage.objects.count()
        response = self._client.post(path, sent, headers={"Origin": "http://testserver"})
        assert response.status_code == 302, f"{path} was carried out without a session"
        self.kept += TypedPage.objects.count() - before
        self._note(Question(who, "POST late", path), response, response.content, b"")

    def search_figures(self, path: str) -> None:
        """Search the figures of a zone, as monitoring reads them."""
        self.search.look("response", f"figures of {path}", self.read_figures(path).body)
        self.asked += 1

    def _data(self, question: Question) -> dict:
        if isinstance(question, Pressed):
            return question.sent(self._forms)
        sealed = self.sealed.get(question.path)
        data = sealed or self._forms.get((question.who, question.path), {})
        if question.how == WRONG:
            return overlong(data)
        return junk(data) if question.how == JUNK else data

    def _page(self, question: Question) -> dict:
        """The page that this browser has seen at the address."""
        return page_of(self._forms.get((question.who, question.path), {}))

    @staticmethod
    def _wake(before: dict[str, int]) -> None:
        """Do what would be done after the commit, so that the queue holds what it would hold."""
        for alias, number in before.items():
            calls = connections[alias].run_on_commit[number:]
            del connections[alias].run_on_commit[number:]
            for _, function, _ in calls:
                function()

    def _note(self, question: Question, response, body: bytes, typed: bytes) -> None:
        status = response.status_code
        self.asked += 1
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if question.how == GET and status == OK:
            self.opened.add(question)
        if question.who == LINK_WORKER and question.path.startswith(FAR_SIDE):
            self.shown |= self.search.hits(body)
            return
        cookies = [morsel.OutputString() for morsel in response.cookies.values()]
        headers = [f"{name}: {value}" for name, value in response.items()]
        head = "\n".join([f"{status} {response.reason_phrase}", *headers, *cookies])
        self.search.look("response", f"head of {question}", head)
        # Only a form that is refused shows what was typed, to who typed it.
        self.search.look("response", str(question), body, typed if status in SHOWS_TYPED else b"")

    # -- A whole form, page by page -------------------------------------------------------------
    def send_form(self, who: str, start: str, pages: dict[str, dict]) -> Iterator[str]:
        """Fill in and send a form from its `start`, yielding the path of each page."""
        response = self._send(who, start)
        while True:
            assert response.status_code == 303, f"{response.status_code} on the way through {start}"
            path = response["Location"].split("?")[0]
            slug = path.rstrip("/").rpartition("/")[2]
            if slug == "sent":
                return
            yield path
            before = path
            self.sealed[path] = pages.get(slug, {"declares": ["on"]})
            response = self._send(who, path)
            assert response.get("Location", "") != before, f"{path} was not taken"

    def _send(self, who: str, path: str):
        """Open a page and send it."""
        self.ask(Question(who, GET, path), keep=True)
        return self.ask(Question(who, POST, path), keep=True)
