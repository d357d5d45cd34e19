"""Forms that are filled in and not yet sent, each about another person, and the browser that sends them."""

import copy
import http.client
import itertools
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone

from referrals import drafts
from referrals.models import Draft, Referral
from tests.drawn import token_of
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import address, walk
from tests.patience import A_MINUTE
from tests.proofs.stolen.world import sealed_pages, token

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')
NUMBERS = itertools.count(1)
REDIRECT = 303


@dataclass
class Form:
    """One form on the page "Check your answers", as a browser shows it."""

    route: str
    client: Client
    referral_id: object
    word: str  # only the sealed pages hold it
    fields: dict[str, str] = field(default_factory=dict)
    is_acknowledged: bool = False  # the browser has read the whole answer
    was_kept: bool = False  # the referral was there when the process had ended
    reference: str = ""

    @property
    def check(self) -> str:
        """The address of the page that sends the form."""
        return address(self.route, "check")

    @property
    def sent(self) -> str:
        """The address of the page that shows the reference."""
        return address(self.route, "sent")

    @property
    def referrals(self):
        """The referrals that this form has become."""
        return Referral.objects.filter(pk=self.referral_id)

    def send(self, port: int) -> None:
        """Send the form over the network, and note whether the browser read that it was taken."""
        cookies = "; ".join(f"{name}={one.value}" for name, one in self.client.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=A_MINUTE)
        try:
            connection.request("POST", self.check, urllib.parse.urlencode(self.fields), headers)
            answer = connection.getresponse()
            answer.read()
            is_redirect = answer.status == REDIRECT
            self.is_acknowledged = is_redirect and answer.getheader("Location") == self.sent
        except (OSError, http.client.HTTPException):
            self.is_acknowledged = False
        finally:
            connection.close()

    def send_again(self) -> None:
        """Send the same page again, as a person without an answer does, and read the reference."""
        self.client.post(self.check, self.fields)
        answer = self.client.get(self.sent)
        if answer.status_code == 200:
            self.reference = answer.context["reference"]


def of_another_person(pages: dict[str, dict], word: str) -> dict[str, dict]:
    """Return the answers with the name and the ways of contact of another person."""
    number = next(NUMBERS)
    pages["name"]["name"] = f"Man {word}"
    pages["contact"]["email"] = f"{word}@example.org"
    pages["contact"]["phone"] = f"07700900{number % 1000:03}"
    return pages


def maker_of(route: str) -> Callable[[], Form]:
    """Return a function that makes forms of `route`, each with another person in it."""
    client, user = Client(enforce_csrf_checks=False), None
    if route == "agency":
        user = UserFactory(agency_referrer=True, agency=AgencyFactory())
        client.force_login(user)
    walk(client, route)
    (cookie,) = (name for name in client.cookies if name.startswith("enquiry-"))
    row = Draft.objects.latest("started_at")
    first = drafts.open_draft(
        token=client.cookies[cookie].value, route=row.route, pathway=row.pathway, by=user,
        now=timezone.now(),
    )  # fmt: skip

    def make() -> Form:
        word, draft = token(), drafts.start_draft(
            route=row.route, pathway=row.pathway, by=user, now=timezone.now()
        )  # fmt: skip
        parts = sealed_pages(word)

        def fill(content) -> None:
            content.pages = of_another_person(copy.deepcopy(first.content.pages), word)
            content.changed, content.version = dict(first.content.changed), first.content.version
            for name in first.content.sealed:
                content.keep_sealed(name, name, parts[name])

        drafts.change_draft(draft=draft, change=fill)
        browser = Client(enforce_csrf_checks=True)
        if user:
            browser.force_login(user)
        browser.cookies[cookie] = draft.token
        form = Form(route, browser, draft.row.referral_id, word)
        page = browser.get(form.check)
        assert page.status_code == 200, page.headers
        (csrf, *_) = CSRF.findall(page.content.decode())
        form.fields = {"csrfmiddlewaretoken": csrf, "declares": "on", **token_of(page)}
        return form

    return make
