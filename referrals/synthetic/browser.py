"""A browser without scripts: it opens a page, fills in its form, sends it and follows where it leads."""

import http.client
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

SECONDS = 20  # for one step of one request
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}


class Stopped(Exception):
    """The round cannot go on; the argument says why, without an address or an answer."""


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    location: str
    cookies: list[str]
    text: str


# (method, path, body, headers)
Send = Callable[[str, str, bytes | None, dict[str, str]], Answer]


def over_http(url: str) -> Send:
    """Return the function that sends one request to the server at `url`."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection

    def send(method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = kind(parts.hostname, parts.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read(MOST_BYTES).decode("utf-8", "replace")
            cookies = response.headers.get_all("Set-Cookie", [])
            return Answer(response.status, response.headers.get("Location", ""), cookies, text)
        except (OSError, http.client.HTTPException) as error:
            raise Stopped(type(error).__name__) from error
        finally:
            connection.close()

    return send


class _Page(HTMLParser):
    """The hidden fields of a page's form, its choices, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.choices: dict[str, list[str]] = {}
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and given.get("value"):
            self.choices.setdefault(self._select, []).append(given["value"])
        elif tag == "input" and given.get("name"):
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") == "hidden" and self.forms:
            self.forms[-1][given["name"]] = given.get("value", "")
        elif given.get("type") == "radio":
            self.choices.setdefault(given["name"], []).append(given.get("value", ""))


@dataclass
class Browser:
    """One window of the site `host`, with its cookies; `headers` go along with each request."""

    send: Send
    host: str
    headers: dict[str, str] = field(default_factory=dict)
    path: str = ""
    text: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> None:
        """Open a page and follow where it leads."""
        self._ask("GET", path)

    def choices(self, name: str) -> list[str]:
        """Return the choices for a question of the open page."""
        return _Page(self.text).choices.get(name, [])

    def submit(self, answers: dict[str, str | list[str]]) -> None:
        """Send the form of the open page with `answers`, and follow where it leads."""
        forms = [form for form in _Page(self.text).forms if form.get("page_token")]
        if not forms:
            raise Stopped("no form on the page")
        self._ask("POST", self.path, urlencode(forms[0] | answers, doseq=True).encode())

    def _ask(self, method: str, path: str, body: bytes | None = None) -> None:
        for _ in range(MOST_REDIRECTS):
            answer = self.send(method, path, body, self._headers(body))
            self._take(answer.cookies)
            if answer.status not in REDIRECTS:
                break
            parts = urlsplit(answer.location)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            method, body = "GET", None
        if answer.status != 200:
            raise Stopped(f"status {answer.status}")
        self.path, self.text = path, answer.text

    def _headers(self, body: bytes | None) -> dict[str, str]:
        # Inside the machine the web process trusts the header that otherwise the proxy sets.
        base = {"Host": self.host, "X-Forwarded-Proto": "https"}
        headers = base | {"Referer": f"https://{self.host}/"} | self.headers
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers

    def _take(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0" or not morsel.value:
                    del self.cookies[name]
