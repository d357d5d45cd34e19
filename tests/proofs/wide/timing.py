"""How many pages a second the wide stack answers, and how long they take."""

import http.client
import threading
import time
from dataclasses import dataclass

from tests.proofs.wide.browsing import Browser, Connection
from tests.proofs.wide.load import START
from tests.proofs.wide.machine import Machine

AT_ONCE = 8  # visitors who ask for one page again and again
SECONDS = 4
WARM = 1


@dataclass(frozen=True)
class Timing:
    """One page under load."""

    page: str
    per_second: float
    p95: float  # milliseconds
    connections: int  # the most that the zone's processes had to their databases

    def line(self) -> str:
        """Return the timing in words."""
        return (
            f"{self.page}: {self.per_second:.0f} a second, p95 {self.p95:.0f} ms,"
            f" {self.connections} database connections"
        )


def time_pages(machine: Machine) -> list[Timing]:
    """Time the first page, a page of a form, the desk's queue and the link workers' list."""
    form = machine.browser_of("portal")
    first_page = form.post(START)["Location"]
    pages = {
        "first page": (machine.browser_of("portal"), "/"),
        "form page": (form, first_page),
        "queue": (machine.browser_of("desk"), "/admin/referrals/referral/"),
        "worklist": (machine.browser_of("worker"), "/safeguarding/"),
    }
    return [time_page(machine, page, *asked) for page, asked in pages.items()]


def time_page(machine: Machine, page: str, browser: Browser, path: str) -> Timing:
    """Let some visitors ask for one page at once, each on a connection that stays open."""
    taken: list[float] = []
    begins = time.monotonic() + WARM
    ends = begins + SECONDS

    def ask() -> None:
        connection = Connection(browser.host, browser.port)
        cookies = "; ".join(f"{key}={value}" for key, value in browser.cookies.items())
        headers = {"Host": f"{browser.host}:{browser.port}", "Cookie": cookies}
        while (started := time.monotonic()) < ends:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == http.client.OK, f"{path}: {answer.status}"
            if started > begins:
                taken.append(time.monotonic() - started)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    most = 0
    while any(thread.is_alive() for thread in threads):
        most = max(most, connections(machine))
        time.sleep(0.5)
    taken.sort()
    p95 = taken[int(len(taken) * 0.95)] * 1000
    return Timing(page, len(taken) / SECONDS, p95, most)


def connections(machine: Machine) -> int:
    """Return how many sessions the roles that serve pages have in both databases."""
    statement = (
        "SELECT count(*) FROM pg_stat_activity WHERE usename IN ('portal_app', 'safeguarding_app')"
    )
    return sum(machine.ask(zone, statement)[0][0] for zone in ("portal", "safeguarding"))
