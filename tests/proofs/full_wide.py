"""`./dev prove wide`, which `./dev stack --wide test` runs: two processes of each kind, under load.

Visitors fill in forms and read pages while every web process and worker is restarted in turn. Not one
request may fail, and what was acknowledged must be there exactly once. The controls restart the other
way, and give one process a key of its own.
"""

import json
import re
import secrets
import time
from collections import Counter

from tests.patience import A_MINUTE
from tests.proofs.figures import Figures, conclude
from tests.proofs.wide.load import Load
from tests.proofs.wide.machine import Machine
from tests.proofs.wide.replicas import follow, take_over
from tests.proofs.wide.timing import time_pages
from tooling.composition import rolling

REFERRALS = 184  # a year of Kent's, as we assume
LEAST = 5  # referrals and contacts that must be sent before a restart begins
PATIENCE = 600
MESSAGE_ID = re.compile(r"^Message-ID: (.+)$", re.MULTILINE | re.IGNORECASE)


def test_wide():
    started = time.monotonic()
    # The session of a visitor may take longer here than on a machine that has nothing else to do.
    with Machine(REFERRALS, WORKERS="1") as machine:
        follow(machine)
        load, seconds = restarted(machine)
        failures = load.failures + served_by_both(machine) + exactly_once(machine, load)
        timings = measured(machine)
        controls = {
            "both web processes restarted at once: requests failed": at_once(machine),
            "one web process with a secret key of its own: requests failed": own_key(machine),
        }
        take_over(machine, "safeguarding")
    faults = Counter(failures)
    conclude(
        Figures(
            name="wide",
            figure=f"{len(load.failures)} of {load.requests:,} requests failed while 4 web"
            f" processes and 4 workers were restarted in {seconds:.0f} s; {len(load.sent)} referrals"
            f" and {len(load.notes)} contacts acknowledged, each there once",
            count=load.requests,
            counted="requests",
            seconds=time.monotonic() - started,
            controls=controls,
            failures=[f"{fault} ({times} times)" for fault, times in faults.most_common(20)],
            details=["", *timings],
        )
    )


def restarted(machine: Machine) -> tuple[Load, float]:
    """Restart everything in turn under load; return the load and how long the restarts took."""
    load = Load(machine.browser_of, machine.made)
    with load:
        until_at_work(load)
        began = time.monotonic()
        rolling.restart_all(machine.stack)
        seconds = time.monotonic() - began
        until_at_work(load)
    return load, seconds


def until_at_work(load: Load) -> None:
    """Wait until some more forms were acknowledged on both sides, or something failed."""
    sent, notes, ends = len(load.sent) + LEAST, len(load.notes) + LEAST, time.monotonic() + PATIENCE
    while (len(load.sent) < sent or len(load.notes) < notes) and not load.failures:
        assert time.monotonic() < ends, "No forms are sent."
        time.sleep(0.2)


def exactly_once(machine: Machine, load: Load) -> list[str]:
    """Return the names of all that is not there exactly once, and of each letter that left twice."""
    ends = time.monotonic() + PATIENCE
    while True:
        found = json.loads(machine.run("count"))
        if set(found["messages"]) <= {"sent", "waiting_release"}:
            break
        assert time.monotonic() < ends, f"The workers do not finish: {found['messages']}"
        time.sleep(2)
    faults = [f"{name}: {found['names'].get(name, 0)} referrals" for name in load.sent
              if found["names"].get(name) != 1]  # fmt: skip
    faults += [f"{words}: {found['notes'].get(words, 0)} contacts" for words in load.notes
               if found["notes"].get(words) != 1]  # fmt: skip
    left = Counter(
        key
        for file in (machine.installation.home / "mail").rglob("*")
        if file.is_file()
        for key in MESSAGE_ID.findall(file.read_text(errors="replace"))
    )
    faults += [f"{key} left {count} times" for key, count in left.items() if count > 1]
    if len(left) < len(load.sent):
        faults.append(f"{len(left)} letters for {len(load.sent)} referrals: nothing was compared")
    return faults


def served_by_both(machine: Machine) -> list[str]:
    """Return the web processes and workers of the portal that did nothing, and a second beat."""
    said = {"web": '"message": "request"', "worker": '"message": "task"'}
    idle = [
        f"portal-{kind}{mark} did nothing"
        for kind, words in said.items()
        for mark in ("", "-b")
        if words not in machine.log(f"portal-{kind}{mark}")
    ]
    beats = [name for name in machine.stack.running if "-beat" in name]
    return idle + ([] if len(beats) == len(rolling.ZONES) else [f"beats: {beats}"])


def measured(machine: Machine) -> list[str]:
    """Return the timings with and without PgBouncer, from one web process and from both."""
    lines = []
    for is_pooled in (True, False):
        if not is_pooled:
            without_pool(machine)
        for names in (("web",), ("web", "web-b")):
            for zone in rolling.ZONES:
                rolling.serve_from(machine.stack, zone, *(f"{zone}-{name}" for name in names))
            way = "through PgBouncer" if is_pooled else "directly"
            many = f"{len(names)} web process{'es' if len(names) > 1 else ''} of each zone"
            lines += [f"  {many}, {way}: {one.line()}" for one in time_pages(machine)]
    return lines


def without_pool(machine: Machine) -> None:
    """Restart the web processes so that they go to the databases directly."""
    names = [f"{zone}-web{mark}" for zone in rolling.ZONES for mark in ("", "-b")]
    for name in names:
        environment = machine.stack.running[name].service.environment
        environment.pop("DATABASE_POOL")
        environment.pop("SAFEGUARDING_DATABASE_POOL", None)
    machine.stack.restart(*names)


def at_once(machine: Machine) -> bool:
    """Return whether requests fail when both web processes of the portal restart at once."""
    with Load(machine.browser_of, machine.made) as load:
        time.sleep(1)
        machine.stack.restart("portal-web", "portal-web-b")
    return bool(load.failures)


def own_key(machine: Machine) -> bool:
    """Return whether requests fail when one process cannot read what the other has signed."""
    other = machine.stack.local.run / "secrets" / "another_key"
    other.touch(mode=0o600)
    other.write_text(secrets.token_urlsafe(60))
    service = machine.stack.running["portal-web-b"].service
    service.environment["SECRET_KEY_FILE"] = "/run/secrets/another_key"
    machine.stack.restart("portal-web-b")
    load = Load(machine.browser_of, machine.made)
    with load:
        ends = time.monotonic() + A_MINUTE
        while not load.failures and time.monotonic() < ends:
            time.sleep(0.2)
    return bool(load.failures)
