"""Several users at once who ask a web server for one page after the other, each as soon as it came.

A user has a connection of their own and, on the pages of the desk, an account of their own. A search is
sent with the hidden fields of the page before it, as a browser does.
"""

import http.client
import itertools
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlencode

from django.test import Client

from benchmarks.asking import NothingToShowError, Page, Request, Target
from benchmarks.measuring import Timing, timing_of
from benchmarks.pages import HERE, portal_client
from benchmarks.report import USERS
from referral_portal.accounts.models import User

HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|page_token)" value="([^"]*)"')


class Visitor:
    """One user with a connection to the web server."""

    def __init__(self, port: int, own: Client, instead_of: Client) -> None:
        """Ask as `own` for the pages of `instead_of`."""
        self._connection = http.client.HTTPConnection(HERE, port, timeout=60)
        self._own, self._instead_of = own, instead_of
        self._hidden: dict[str, str] = {}

    def ask(self, page: Page, request: Request) -> float:
        """Make one request of `page`; return its seconds, or raise NothingToShowError."""
        method, address, data = request
        client = self._own if page.client is self._instead_of else page.client
        if method == "post" and not self._hidden:
            self._hidden = dict(HIDDEN.findall(self._send(client, "GET", address)[1]))
        started = time.perf_counter()
        if method == "post":
            status, _ = self._send(client, "POST", address, urlencode(self._hidden | data))
        else:
            status, _ = self._send(
                client, "GET", f"{address}?{urlencode(data)}" if data else address
            )
        taken = time.perf_counter() - started
        if status != 200:
            raise NothingToShowError(f"{page.name}: {address} with {data} answered {status}.")
        return taken

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _send(self, client: Client, method: str, address: str, body: str = "") -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        }
        if body:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://{HERE}:{self._connection.port}{address}",
            }
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            client.cookies.load(cookie)
        return answer.status, text


def time_for_users(pages: list[Page], port: int, seconds: float) -> dict[str, Timing]:
    """Return the times of each page when USERS users ask for it at once for `seconds`."""
    accounts = User.objects.filter(username__startswith="bench-coordinator-").order_by("pk")
    desk = next(page.client for page in pages if page.target == Target.LIST)
    visitors = [Visitor(port, portal_client(user), desk) for user in accounts[:USERS]]
    try:
        return {page.name: _time_one(page, visitors, seconds) for page in pages}
    finally:
        for visitor in visitors:
            visitor.close()


def _time_one(page: Page, visitors: list[Visitor], seconds: float) -> Timing:
    turns = [[*page.requests[place:], *page.requests[:place]] for place in _places(page)]
    with ThreadPoolExecutor(max_workers=USERS) as users:
        visits = users.map(partial(_visit, page, seconds), visitors, turns)
        return timing_of(sorted(time for times in visits for time in times))


def _visit(page: Page, seconds: float, visitor: Visitor, requests: list[Request]) -> list[float]:
    """Return the time of each request, the first one left out."""
    visitor.ask(page, requests[0])
    found: list[float] = []
    until = time.perf_counter() + seconds
    for request in itertools.cycle(requests):
        found.append(visitor.ask(page, request))
        if time.perf_counter() > until:
            return found
    return found


def _places(page: Page) -> Iterator[int]:
    """Return the first request of each user, so that they do not all ask for the same page."""
    return (len(page.requests) * number // USERS for number in range(USERS))
