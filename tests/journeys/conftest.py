"""The stage of the journeys: the catalogue, one account a role, and background work that is real.

The worker and the beat run as threads of this process, over Redis on the PostgreSQL run and over
memory on the SQLite run, because journeys travel the clock and a process of its own would not.
Imports of the product stand inside: this file is read before its settings are.
"""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

# A Monday.
FIRST_MORNING = dt.datetime(2027, 1, 11, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TASKS_WITH_ONE_CONNECTION = 1000


@pytest.fixture
def clock():
    """The clock of the whole process, which goes on from the first morning."""
    with time_machine.travel(FIRST_MORNING) as traveller:
        yield traveller


@pytest.fixture
def background(transactional_db, settings, monkeypatch):
    """The worker and the beat."""
    from django.db import connection

    from referral_portal import embedded
    from referral_portal.celery import app

    # Moments are seconds apart here, and the beat alone wakes the workers at each.
    for name in ("drain", "safeguarding"):
        monkeypatch.setitem(settings.CELERY_BEAT_SCHEDULE[name], "schedule", 2.0)
    if connection.vendor == "postgresql":
        # Otherwise Celery opens two connections in each of these seconds, which costs more than the tasks.
        monkeypatch.setitem(app.conf, "CELERY_DB_REUSE_MAX", TASKS_WITH_ONE_CONNECTION)
    # Another journey may have left the beat's notes in a month that is still to come in this one.
    for notes in settings.VAR_DIR.glob("beat*"):
        notes.unlink()
    embedded.run_threads()
    yield
    embedded.stop()


@pytest.fixture
def stage(clock, background, live_server, open_page, settings, tmp_path):
    """Everything a journey needs. Messages leave in every second; nothing is held back."""
    from safeguarding.demo.accounts import create_accounts, create_workers
    from tests.journeys.stage import Stage
    from tests.moments import EVERY_SECOND

    # As in the demonstration, whose accounts these are; the second step has a journey of its own.
    settings.SECOND_FACTOR = False
    settings.MESSAGE_MOMENTS, settings.MESSAGE_LEAST_HOURS = EVERY_SECOND, 0
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0.0
    call_command("sync_roles", stdout=io.StringIO())
    call_command("load_programmes", "--with-demo-rows", stdout=io.StringIO())
    create_accounts(now=FIRST_MORNING)
    create_workers(now=FIRST_MORNING)
    return Stage(address=live_server.url, open_page=open_page, clock=clock, mail=tmp_path / "mail")
