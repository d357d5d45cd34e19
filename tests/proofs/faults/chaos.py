"""Half an hour of random faults under load, and a count of everything at its end."""

import json
import random
import time
from dataclasses import dataclass, field

from tests.proofs.faults.breaking import Breaker
from tests.proofs.faults.clients import Browser, Sender, Truth
from tests.proofs.faults.machine import Machine

ROUTES = ("self", "self", "agency", "agency")
BETWEEN = (2, 9)  # seconds from one fault to the next
LOOK_EVERY = 0.3
LAST_FORM = 300  # seconds that people have to send their last form once nothing breaks any more
SETTLED = 300  # seconds until everything must have come to its end


@dataclass
class Chaos:
    """What happened, and what was counted afterwards."""

    seed: int
    seconds: float
    faults: list[str] = field(default_factory=list)
    acknowledged: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    restarts: int = 0
    full: int = 0  # errors of a full disk that the databases have logged
    tries_again: int = 0
    refused: list[str] = field(default_factory=list)


def wreak(seconds: float, *, seed: int) -> Chaos:
    """Break things for so long while forms are sent, let everything settle, and count."""
    machine, truth, senders = Machine(), Truth(), []
    result = Chaos(seed, seconds)

    def wait(some: float) -> None:
        ends = time.monotonic() + some
        while time.monotonic() < ends:
            machine.watch()
            time.sleep(LOOK_EVERY)

    try:
        machine.start()
        keys = json.loads(machine.run("tests.proofs.faults.counting", "make", str(len(ROUTES))))
        senders += _senders(machine, truth, keys)
        for sender in senders:
            sender.start()
        breaker = Breaker(machine, random.Random(seed), wait)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and not truth.faults:
            wait(breaker.draw.uniform(*BETWEEN))
            breaker.break_something()
        machine.wait_until_healthy()
        result.faults += _let_them_finish(senders, wait)
        _count(machine, truth, result, wait)
        result.broken, result.refused = breaker.counts, sorted(set(breaker.refused))
        result.full = machine.full_disks()
        if breaker.counts.get("full disk") and not result.full:
            result.faults.append("the disk was said to be full, and no database noticed")
    finally:
        for sender in senders:
            sender.browser.ends = 0
            sender.is_over.set()
        machine.stop()
    result.restarts, result.tries_again = machine.restarts, truth.tries_again
    result.acknowledged = len(truth.acknowledged)
    result.faults += truth.faults
    return result


def _senders(machine: Machine, truth: Truth, keys: list[str]) -> list[Sender]:
    port, host = machine.port("portal-proxy", 8443), machine.installation.variables["PORTAL_HOST"]
    found = []
    for number, route in enumerate(ROUTES):
        cookies = {"__Host-portal": keys[number]} if route == "agency" else {}
        browser = Browser(port, host, f"127.0.0.{number + 10}", cookies)
        found.append(Sender(browser, route, truth))
    return found


def _let_them_finish(senders: list[Sender], wait) -> list[str]:
    ends = time.monotonic() + LAST_FORM
    for sender in senders:
        sender.browser.ends = ends
        sender.is_over.set()
    while any(sender.is_alive() for sender in senders) and time.monotonic() < ends:
        wait(LOOK_EVERY)
    return [f"{one.route}: a form is still not sent" for one in senders if one.is_alive()]


def _count(machine: Machine, truth: Truth, result: Chaos, wait) -> None:
    file = machine.folder / "acknowledged"
    file.write_text(json.dumps(truth.acknowledged))
    words = ["compare", str(file), str(machine.sent), str(SETTLED)]
    with machine.started("tests.proofs.faults.counting", *words) as counting:
        while counting.poll() is None:
            wait(LOOK_EVERY)
        said, errors = counting.communicate()
    assert counting.returncode == 0, errors[-3000:]
    found, result.counts = json.loads(said)
    result.faults += found
