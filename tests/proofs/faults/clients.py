"""People who fill in forms while everything around them breaks: they wait, and press the button again."""

import http.client
import itertools
import re
import socket
import ssl
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

from tests.factories.referrals import address, pages_for, walk
from tests.proofs.stolen.world import token

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')
PAGE = re.compile(r'name="page_token" value="([^"]*)"')
REFERENCE = re.compile(r'class="govuk-panel__body">.*?<strong>([^<]+)</strong>', re.DOTALL)
REDIRECT, CONFLICT = 303, 409
PAUSE = 0.5  # seconds until the button is pressed again
SECONDS = 15  # for one answer
NUMBERS = itertools.count(1)


@dataclass
class Answer:
    """What a browser has read, whole."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name]


class GaveUp(Exception):
    """The person has tried for longer than a drill lasts."""


class Browser:
    """One browser, with an address of its own on this machine."""

    def __init__(self, port: int, host: str, source: str, cookies: dict[str, str]) -> None:
        self.port, self.host, self.source = port, host, source
        self.cookies = dict(cookies)
        self.context = ssl._create_unverified_context()
        self.ends = float("inf")
        self.tries_again = 0

    def get(self, url: str) -> Answer:
        """Return a page, however often it must be asked for."""
        return self._until_answered("GET", url, b"")

    def post(self, url: str, data: dict | None = None) -> Answer:
        """Open a page and send its form, the same again until there is an answer."""
        page = self.get(url).content.decode()
        fields = {"csrfmiddlewaretoken": CSRF.findall(page)[-1:]}
        fields |= {"page_token": PAGE.findall(page)[-1:], **(data or {})}
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return self._until_answered("POST", url, body)

    def _until_answered(self, method: str, url: str, body: bytes) -> Answer:
        while time.monotonic() < self.ends:
            try:
                answer = self._ask(method, url, body)
            except (OSError, http.client.HTTPException):
                pass
            else:
                if answer.status_code < 500 and answer.status_code != 429:
                    return answer
            self.tries_again += 1
            time.sleep(PAUSE)
        raise GaveUp

    def _ask(self, method: str, url: str, body: bytes) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port)
        plain = socket.create_connection(
            ("127.0.0.1", self.port), timeout=SECONDS, source_address=(self.source, 0)
        )
        try:
            connection.sock = self.context.wrap_socket(plain, server_hostname=self.host)
            origin = f"https://{self.host}:{self.port}"
            headers = {
                "Host": f"{self.host}:{self.port}",
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Referer": f"{origin}{url}",
            }
            if method == "POST":
                headers["Origin"] = origin
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, url, body or None, headers)
            response = connection.getresponse()
            content = response.read()
            for line in response.headers.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                self.cookies[name] = value
            return Answer(response.status, dict(response.headers), content)
        finally:
            connection.close()
            plain.close()


@dataclass
class Truth:
    """What people were told."""

    acknowledged: dict[str, str] = field(
        default_factory=dict
    )  # reference: word of the sealed pages
    faults: list[str] = field(default_factory=list)
    tries_again: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Sender(threading.Thread):
    """Sends one form after the other, each about another person, until told to stop."""

    def __init__(self, browser: Browser, route: str, truth: Truth) -> None:
        super().__init__(daemon=True)
        self.browser, self.route, self.truth = browser, route, truth
        self.signed_in = dict(browser.cookies)
        self.is_over = threading.Event()

    def run(self) -> None:
        """Send forms until the first page that answers otherwise than it should."""
        while not self.is_over.is_set():
            word = token()
            try:
                reference = self.send(word)
            except (AssertionError, GaveUp, KeyError, IndexError) as error:
                with self.truth.lock:
                    said = f"{type(error).__name__} {str(error)[:300]}"
                    self.truth.faults.append(f"a form of route {self.route}: {said}")
                return
            with self.truth.lock:
                self.truth.acknowledged[reference] = word
                self.truth.tries_again += self.browser.tries_again
            self.browser.tries_again = 0

    def send(self, word: str) -> str:
        """Fill in and send one form; return the reference that its last page shows."""
        self.browser.cookies = dict(self.signed_in)
        url = walk(self.browser, self.route, pages=pages_of(self.route, word))
        answer = self.browser.post(url, {"declares": "on"})
        # The first of two posts may have been taken without its answer having been read.
        assert answer.status_code in {REDIRECT, CONFLICT}, answer.status_code
        last = self.browser.get(address(self.route, "sent"))
        assert last.status_code == 200, (
            f"{answer.headers.get('Location')}, then {last.headers.get('Location')}"
        )
        return REFERENCE.findall(last.content.decode())[0].strip()


def pages_of(route: str, word: str) -> dict[str, dict]:
    """Return a whole form about a person of this name, whose sealed pages hold the word."""
    pages = pages_for(route)
    harmed = "their_first_name" if route == "self" else "harmed_name"
    number = next(NUMBERS)
    return pages_for(
        route,
        name={**pages["name"], "name": f"Man {word.removeprefix('canary').title()}"},
        contact={
            **pages["contact"],
            "phone": f"07700 900{number % 1000:03}",
            "email": f"person-{number}@example.org",
        },
        them={**pages["them"], harmed: word},
    )
