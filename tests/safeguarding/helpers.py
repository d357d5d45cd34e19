"""What several tests of the link workers' side use: signing in, counting queries, commands."""

import datetime as dt
import io
import re
import time
from unittest import mock

from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referral_portal.common.one_time import STEP, code_at
from safeguarding.enums import Shown
from safeguarding.recorder import record_access
from safeguarding.sign_in import sessions
from safeguarding.sign_in.invitations import invite
from safeguarding.transactions import in_safeguarding
from tests.factories.safeguarding import PASSWORD, make_worker

SIGN_IN = "/safeguarding/sign-in/"
CODE, SET_UP = f"{SIGN_IN}code/", f"{SIGN_IN}set-up/"
ACCOUNT = "/safeguarding/account/"
RECOVERY = re.compile(r"<li>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</li>")
NEW_PASSWORD = "another invented passphrase"


def give_password(worker, given=PASSWORD, client=None):
    """Send a user name and a password; return the browser and the answer."""
    client = client or Client()
    return client, client.post(SIGN_IN, {"username": worker.username, "password": given})


def code_of(worker) -> str:
    """The code that the worker's app shows now."""
    worker.refresh_from_db()
    return code_at(worker.otp_secret, int(time.time() // STEP))


def is_in(client) -> bool:
    """Whether the browser is signed in."""
    return client.get("/safeguarding/").status_code == 200


def join(worker, chosen=PASSWORD, client=None):
    """Come by a link and choose a password."""
    client = client or Client()
    path = f"/safeguarding/join/{invite(worker=worker, by=None, now=timezone.now())}/"
    return client, client.post(path, {"new": chosen, "again": chosen})


def with_app(clock, **fields):
    """Make a worker with an app that is set up; return the worker and the recovery codes."""
    worker = make_worker(**fields)
    client, _ = join(worker)
    page = client.post(SET_UP, {"code": code_of(worker)})
    clock.shift(2 * STEP)
    return worker, RECOVERY.findall(page.content.decode())


def queries_of(client, path) -> dict[str, int]:
    """How many queries a page takes of each database."""
    counts = {}
    for alias in ("default", "safeguarding"):
        with (
            CaptureQueriesContext(connections[alias]) as queries,
            # After a minute of a busy machine a page also writes that the link worker was seen.
            mock.patch.object(sessions, "SEEN_EVERY", dt.timedelta.max),
        ):
            client.get(path)
        # Savepoints stand for the BEGIN and COMMIT that the test's own transaction swallows.
        counts[alias] = sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE")) for q in queries)
    return counts


def said(command, *arguments) -> str:
    """Run a command and return its output."""
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def look(worker, case, times=1, **fields):
    """Write that the worker looked, as a page does."""
    for _ in range(times):
        with in_safeguarding():
            record = record_access(
                **{
                    "worker": worker,
                    "what": Shown.CASE,
                    "page": "case",
                    "case": case,
                    "now": timezone.now(),
                    **fields,
                }
            )
    return record


def tamper(sql, *values):
    """Do what only an attacker with the database itself can do."""
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount
