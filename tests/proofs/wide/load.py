"""Visitors of both zones who fill in forms and read pages until they are told to stop."""

import itertools
import re
import threading
import uuid
from collections.abc import Callable, Iterator

from django.utils import timezone

from tests.factories.referrals import SELF_PAGES, send
from tests.proofs.wide.browsing import Browser, FailedError

START = "/refer/domestic-abuse/self/"
REFERENCE = re.compile(r"KM-[A-Z0-9-]+")


class Load:
    """Several visitors at once; what they were told and what failed."""

    def __init__(self, browser_of: Callable[[str], Browser], made: dict) -> None:
        """`browser_of` returns a new visitor of a zone, "desk" and "worker" being signed in."""
        self.made, self.browser_of = made, browser_of
        self.sent: list[str] = []  # names of participants whose referral was acknowledged
        self.notes: list[str] = []
        self.failures: list[str] = []
        self.requests = 0
        self._lock, self._end = threading.Lock(), threading.Event()
        people = [self._fill_in, self._fill_in, self._fill_in, self._read, self._desk]
        people += [self._work, self._work]
        self._threads = [threading.Thread(target=self._go_on, args=[one]) for one in people]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, person: Callable[[], Iterator[None]]) -> None:
        """Let one visitor ask until the end, noting each failure and beginning again after it."""
        while not self._end.is_set():
            try:
                for browser in person():
                    with self._lock:
                        self.requests += browser.count
                    browser.count = 0
                    if self._end.is_set():
                        return
            except (FailedError, AssertionError) as failure:
                with self._lock:
                    self.failures.append(str(failure)[:200])
                self._end.wait(0.2)

    def _fill_in(self) -> Iterator[Browser]:
        """Fill in self-referrals, each about another person, page by page."""
        word = uuid.uuid4().hex[:12].translate(str.maketrans("0123456789", "ghijklmnop"))
        name, browser = f"Invented {word.title()}", self.browser_of("portal")
        number = uuid.uuid4().int
        pages = {
            **SELF_PAGES,
            "name": {**SELF_PAGES["name"], "name": name},
            "birth": {"born_on-day": number % 27 + 1, "born_on-month": number // 27 % 12 + 1,
                      "born_on-year": 1960 + number // 400 % 40},
            "contact": {**SELF_PAGES["contact"], "phone": f"07700 900{number % 1000:03}",
                        "email": f"{word}@example.org"},
        }  # fmt: skip
        answer = send(browser, "self", pages=pages)
        browser.get(answer["Location"])
        with self._lock:
            self.sent.append(name)
        yield browser

    def _read(self) -> Iterator[Browser]:
        """Read the public pages and a style sheet."""
        browser = self.browser_of("portal")
        style = re.search(r'href="(/static/[^"]+\.css)"', browser.get("/").text).group(1)
        for path in itertools.cycle(("/", "/refer/", START, style)):
            browser.get(path)
            yield browser

    def _desk(self) -> Iterator[Browser]:
        """Read the queue and a referral."""
        browser = self.browser_of("desk")
        queue = "/admin/referrals/referral/"
        for path in itertools.cycle((queue, f"{queue}{self.made['referral']}/change/")):
            browser.get(path)
            yield browser

    def _work(self) -> Iterator[Browser]:
        """Read the worklist and a case, and record a contact on it."""
        browser = self.browser_of("worker")
        for case in itertools.cycle(self.made["cases"]):
            browser.get("/safeguarding/")
            browser.get(f"/safeguarding/cases/{case}/")
            words, now = uuid.uuid4().hex, timezone.localtime()
            answer = browser.post(
                f"/safeguarding/cases/{case}/notes/add/",
                {
                    "person": "not_known", "offered": "no", "contact": "other", "method": "call",
                    "result": "no_answer", "on-day": now.day, "on-month": now.month,
                    "on-year": now.year, "time": f"{now:%H:%M}", "note": words,
                },
            )  # fmt: skip
            where = answer["Location"]
            assert where.startswith(f"/safeguarding/cases/{case}/"), f"A note led to {where}"
            with self._lock:
                self.notes.append(words)
            yield browser
