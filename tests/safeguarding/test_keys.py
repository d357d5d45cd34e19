"""Keys: made once, changed without losing a value wherever it stops, cleared only when unused."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, get_commands
from django.utils import timezone

from referral_portal.common.column_keys import column_keys
from referral_portal.sealing import boxes
from safeguarding import keys
from safeguarding.casework.search import find_cases, index_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import ContactNote, SafeContact, VictimCase
from tests.factories.safeguarding import (
    CANARY,
    PERSON,
    contact_for,
    make_case,
    make_referral,
    make_worker,
    speak,
)
from tests.safeguarding.helpers import said

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.usefixtures("own_keys"),
    pytest.mark.django_db(databases=["default", "safeguarding"]),
]


def test_a_key_is_made_once_and_its_file_is_private(settings):
    before = settings.COLUMN_KEYS_FILE.read_text()
    assert "nothing was changed" in said("create_column_keys")
    assert settings.COLUMN_KEYS_FILE.read_text() == before
    assert settings.COLUMN_KEYS_FILE.stat().st_mode & 0o777 == 0o600
    assert settings.SEALING_PRIVATE_KEY_FILE.stat().st_mode & 0o777 == 0o600
    # The half that the opener gets opens nothing.
    assert settings.COLUMN_PUBLIC_KEY_FILE.read_text().strip() not in before


def test_a_change_of_key_moves_every_row_and_loses_none(case, worker):
    contact = contact_for(case, worker, person="Tilda Canary")
    note = speak(case, worker, person="Tilda Canary", note=CANARY)
    old = column_keys()[0].id
    assert set(keys.keys_in_use()) == {old}
    said("rotate_column_keys")
    new, kept = (key.id for key in column_keys())
    assert kept == old != new
    assert set(keys.keys_in_use()) == {new}
    assert SafeContact.objects.get(pk=contact.pk).person.legal_name == "Tilda Canary"
    assert ContactNote.objects.get(pk=note.pk).note == CANARY
    assert VictimCase.objects.get(pk=case.pk).contents["person"] == PERSON
    # Filed under the old key until the background work comes by, and found all the same.
    assert list(find_cases(typed="tilda canary", worker=worker)) == [case]
    with pytest.raises(CommandError, match="filed"):
        said("rotate_column_keys", "--forget")
    index_waiting(now=timezone.now())
    assert old in said("rotate_column_keys", "--forget")
    assert [key.id for key in column_keys()] == [new]
    assert list(find_cases(typed="tilda canary", worker=worker)) == [case]


def test_what_was_sealed_before_a_change_still_opens(settings):
    first = make_referral()
    part = boxes.seal_part(PERSON)  # of a draft that is still being filled
    said("rotate_sealing_key")
    boxes._public_key.cache_clear()  # the portal starts again
    second = make_referral()
    envelope = boxes.seal_envelope(
        referral_id=first.pk, kind="note", parts={"note": part}, names=("note",), now=timezone.now()
    )
    with pytest.raises(CommandError, match="waiting to be opened"):
        said("rotate_sealing_key", "--forget")
    assert open_waiting(now=timezone.now()) == 3
    for referral in (first, second):
        case = VictimCase.objects.get(referral_id=referral.pk)
        assert case.contents["person"] == PERSON
    note = VictimCase.objects.get(referral_id=first.pk).sealed_notes.get()
    assert (note.pk, note.contents["note"]) == (envelope.pk, PERSON)
    said("rotate_sealing_key", "--forget")
    assert len(settings.SEALING_PRIVATE_KEY_FILE.read_text().split()) == 1
    make_case()
    assert VictimCase.objects.filter(contents__isnull=False).count() == 3


# -- Killed in the middle -----------------------------------------------------------------------
BEGIN = """
import django, os, signal
from django.conf import settings
django.setup()
from django.core.management import call_command
from django.utils import timezone
from safeguarding import keys
from safeguarding.models import SafeContact, VictimCase, Worker
call_command("create_column_keys")
# The tables as the models have them: migrations have tests of their own.
settings.MIGRATION_MODULES = {"safeguarding": None}
call_command("migrate", "safeguarding", database="safeguarding", run_syncdb=True, verbosity=0)
# The search also reads the participant of each case.
call_command("migrate", "referrals", verbosity=0)
now = timezone.now()
worker = Worker.objects.create(username="w", name="W", password="!", created_at=now)
case = VictimCase.objects.create(
    referral_id="6b1c6a0e-0000-4000-8000-000000000001", reference="KM-1", opened_at=now)
for number in range(20):
    SafeContact.objects.create(case=case, name=f"Canary {number}", value="x", when="",
        kind="partner", method="post", source="agency", added_by=worker, added_at=now)
real, count = keys._reencrypt_row, []
def until_killed(row):
    count.append(row)
    if len(count) == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(row)
keys._reencrypt_row, keys.BATCH = until_killed, 5
keys.reencrypt.__kwdefaults__["batch"] = 5
call_command("rotate_column_keys")
"""
GO_ON = """
import django
django.setup()
from django.core.management import call_command
from referral_portal.common.column_keys import column_keys
from safeguarding import keys
from safeguarding.models import SafeContact
new, old = (key.id for key in column_keys())
used = keys.keys_in_use()
assert used[new] and used[old], used
call_command("rotate_column_keys", "--resume")
assert set(keys.keys_in_use()) == {new}
from safeguarding.casework.search import index_waiting
index_waiting(now=None)
call_command("rotate_column_keys", "--forget")
names = {contact.name for contact in SafeContact.objects.all()}
assert names == {f"Canary {number}" for number in range(20)}, names
"""


def test_killed_in_the_middle_it_goes_on(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "referral_portal.settings",
        "PORTAL_ZONE": "safeguarding",
        "DEMO": "1",
        "SECRET_KEY": "for this test only, never used anywhere else",
        "VAR_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }

    def run(script):
        return subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )

    assert run(BEGIN).returncode == -signal.SIGKILL
    done = run(GO_ON)
    assert done.returncode == 0, done.stderr


# -- The runbook --------------------------------------------------------------------------------
def test_the_runbook_names_commands_and_settings_that_exist(settings):
    text = (ROOT / "docs" / "keys.md").read_text()
    named = set(re.findall(r"manage\.py (\w+)", text))
    assert {"create_keys", "create_column_keys", "rotate_column_keys", "rotate_sealing_key",
            "list_keys", "verify_access"} <= named  # fmt: skip
    assert named <= get_commands().keys()
    for command, options in re.findall(r"manage\.py (\w+)((?: --[\w-]+)*)", text):
        parser = keys_parser(command)
        assert set(options.split()) <= set(parser._option_string_actions), command
    for name in set(re.findall(r"\b[A-Z_]+_FILE\b", text)):
        assert hasattr(settings, name), name
    assert len(text.splitlines()) <= 80


def keys_parser(command):
    from django.core.management import load_command_class

    app = get_commands()[command]
    loaded = load_command_class(app, command) if isinstance(app, str) else app
    return loaded.create_parser("manage.py", command)


def test_a_worker_without_the_key_says_what_is_missing(settings, tmp_path):
    settings.COLUMN_KEYS_FILE = tmp_path / "none"
    make_worker()
    with pytest.raises(Exception, match=r"docs/keys\.md"):
        index_waiting(now=timezone.now())
