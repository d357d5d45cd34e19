"""A browser without a screen: pages and forms of one zone through its proxy, by TLS.

Each request has a connection of its own, so that nothing is tried twice on this side.
"""

import html
import http.client
import re
import socket
import ssl
import urllib.parse
from http.cookies import SimpleCookie

from tests.deployment.proxies import trusting

SECONDS = 60  # for an answer, even on a busy machine
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TRUSTING = trusting()


class FailedError(Exception):
    """A request that got no answer, or not the one that a visitor must get."""


class Answer:
    """What came back, with the names that the helpers for whole forms use."""

    def __init__(self, status: int, headers: dict[str, str], text: str) -> None:
        self.status_code, self.headers, self.text = status, headers, text
        self.content = text.encode()

    def __getitem__(self, name: str) -> str:
        return self.headers[name]


class Connection(http.client.HTTPSConnection):
    """A connection to 127.0.0.1 that asks for the name of a zone."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port, timeout=SECONDS, context=TRUSTING)

    def connect(self) -> None:
        """Connect to this machine, whatever the name says elsewhere."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)
        self.sock = TRUSTING.wrap_socket(plain, server_hostname=self.host)


class Browser:
    """One visitor; `expected` is what each kind of request must be answered with."""

    expected = {"GET": {200}, "POST": {302, 303}}

    def __init__(self, host: str, port: int, cookies: dict[str, str] | None = None) -> None:
        self.host, self.port, self.cookies = host, port, dict(cookies or {})
        self.count = 0

    def get(self, path: str) -> Answer:
        """Return a page."""
        return self._ask("GET", path)

    def post(self, path: str, answers: dict | None = None) -> Answer:
        """Open the page of a form, send the form with what is hidden in it, and return the answer."""
        page = self.get(path)
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}
        return self._ask("POST", path, {**hidden, **(answers or {})})

    def _ask(self, method: str, path: str, fields: dict | None = None) -> Answer:
        self.count += 1
        headers = {"Host": f"{self.host}:{self.port}", "Connection": "close"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"https://{self.host}:{self.port}"
        connection = Connection(self.host, self.port)
        try:
            connection.request(method, path, body=body, headers=headers)
            got = connection.getresponse()
            text = got.read().decode(errors="replace")
        except (OSError, http.client.HTTPException, ssl.SSLError) as error:
            raise FailedError(f"{method} {path}: {error!r}") from error
        finally:
            connection.close()
        for line in got.headers.get_all("Set-Cookie") or []:
            self.cookies |= {key: one.value for key, one in SimpleCookie(line).items()}
        if got.status not in self.expected[method]:
            raise FailedError(f"{method} {path}: {got.status}")
        return Answer(got.status, dict(got.headers.items()), text)
