"""`./dev prove faults`: kills at every network write, then random faults under load, then the controls.

Sending, draining, opening, copying and pulling are killed at each of their writes and started again.
Then, on the services of docker-compose.yml, processes and databases are killed, stalled and left
without a disk for half an hour, and Redis is emptied, while people send forms. The random faults follow
a seed, which is printed; PROOF_SEED takes the same again.
"""

import logging
import os
import random
import sys
import time

import pytest

from tests.factories.referrals import make_catalogue
from tests.proofs.faults.chaos import Chaos, wreak
from tests.proofs.faults.controls import controls
from tests.proofs.faults.crossing import Copying, Draining, Opening, Pulling
from tests.proofs.faults.points import Result, kill_at_writes
from tests.proofs.faults.sending import Sending
from tests.proofs.figures import Figures, conclude
from tests.proofs.restore.sink import Sink

MINUTES, SHORT_MINUTES = 30, 5
FEWEST_POINTS = 200
SHOWN = 20  # faults of one kind

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])


@pytest.fixture
def sink(tmp_path, settings):
    """A mail server on loopback."""
    settings.EMAIL_URL = (server := Sink(tmp_path / "sent")).address
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _quiet():
    """A line for each request would hide the figures."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_faults(sink):
    started = time.monotonic()
    is_short = bool(os.environ.get("PROOF_SHORT"))
    seed = int(os.environ.get("PROOF_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"\nseed {seed}\n")
    sys.stdout.flush()
    make_catalogue()
    results = [kill_at_writes(stage) for stage in stages(sink)]
    points = sum(one.points for one in results)
    caught = controls(sink)
    chaos = wreak(60 * (SHORT_MINUTES if is_short else MINUTES), seed=seed)
    failures = [fault for one in results for fault in one.faults[:SHOWN]] + chaos.faults[:SHOWN]
    if points < FEWEST_POINTS:
        failures.append(f"only {points} points")
    conclude(
        Figures(
            name="faults",
            figure=figure_of(results, chaos),
            count=points,
            counted="points at which a process was killed",
            seconds=time.monotonic() - started,
            controls=caught,
            failures=failures,
            details=["", *(f"  {one.name}: {one.points} points" for one in results), *said(chaos)],
        )
    )


def stages(sink: Sink):
    """Yield each piece of work that is killed."""
    yield from (Sending(route, sink) for route in ("self", "agency"))
    yield Draining(sink)
    yield from (Opening(), Copying(), Pulling())


def figure_of(results: list[Result], chaos: Chaos) -> str:
    """Return in words how much was lost, doubled or silent."""
    wrong = sum(len(one.faults) for one in results)
    return (
        f"{wrong} lost, doubled or silent after a kill at every network write;"
        f" {len(chaos.faults)} after {chaos.seconds / 60:.0f} minutes of random faults, of"
        f" {chaos.acknowledged} acknowledged referrals with a person at risk each and"
        f" {chaos.counts.get('messages', 0)} messages"
    )


def said(chaos: Chaos) -> list[str]:
    """Return lines about the random faults."""
    broken = ", ".join(f"{kind} {count}" for kind, count in sorted(chaos.broken.items()))
    return [
        f"  random faults (seed {chaos.seed}): {broken}",
        f"  {chaos.restarts} restarts of services; {chaos.full} errors of a full disk in the logs of"
        f" the databases; people pressed a button again {chaos.tries_again} times",
        f"  {chaos.counts.get('uncertain', 0)} messages that a user is asked to decide about;"
        f" {chaos.counts.get('alerts twice', 0)} alerts to staff that came twice under one Message-ID",
        *chaos.refused,
    ]
