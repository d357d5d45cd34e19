"""Keys: made once, changed without losing a value wherever it stops, cleared only when unused."""

import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.test import Client
from django.utils import timezone

from referral_portal.common.column_keys import column_keys
from referral_portal.sealing import boxes
from referrals.models import Draft
from safeguarding import keys
from safeguarding.casework.cases import add_contact_note
from safeguarding.casework.search import find_cases, index_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import ContactNote, SafeContact, VictimCase
from tests.factories.referrals import address, make_catalogue, pages_for, walk
from tests.factories.safeguarding import (
    CANARY,
    PERSON,
    contact_for,
    make_case,
    make_referral,
    make_worker,
)
from tests.rights.conftest import become  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """Keys of this test's own, which it may change."""
    settings.COLUMN_KEYS_FILE = tmp_path / "columns.key"
    settings.COLUMN_PUBLIC_KEY_FILE = tmp_path / "columns.pub"
    settings.SEALING_PRIVATE_KEY_FILE = tmp_path / "sealing.key"
    settings.SEALING_PUBLIC_KEY_FILE = tmp_path / "sealing.pub"
    boxes._public_key.cache_clear()
    for command in ("create_keys", "create_column_keys"):
        said(command)
    yield
    boxes._public_key.cache_clear()


def said(command, *arguments):
    """Run a command and return what it printed."""
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


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
    note = add_contact_note(
        case_id=case.pk, method="call", result="spoke", note=CANARY, at=timezone.now(),
        alert_ids=[], by=worker, now=timezone.now(),
    )  # fmt: skip
    old = column_keys()[0].id
    assert set(keys.keys_in_use()) == {old}
    said("rotate_column_keys")
    new, kept = (key.id for key in column_keys())
    assert kept == old != new
    assert set(keys.keys_in_use()) == {new}
    assert SafeContact.objects.get(pk=contact.pk).person == "Tilda Canary"
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


def test_an_old_key_stays_while_a_value_needs_it(worker):
    case = make_case(owner=worker)
    keys.add_column_key()
    index_waiting(now=timezone.now())
    with pytest.raises(CommandError, match="under an old key"):
        said("rotate_column_keys", "--forget")
    assert VictimCase.objects.get(pk=case.pk).contents["person"] == PERSON


def test_the_list_names_keys_and_never_shows_one(settings, case):
    text = said("list_keys")
    assert f"column {column_keys()[0].id} in use: safeguarding_victimcase 1" in text
    assert re.search(r"^sealing [0-9a-f]{16} in use$", text, re.MULTILINE)
    for file in (settings.COLUMN_KEYS_FILE, settings.SEALING_PRIVATE_KEY_FILE):
        assert not [secret for secret in file.read_text().split() if secret in text]


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


def restart_portal():
    boxes._public_key.cache_clear()


def test_an_old_sealing_key_stays_while_a_form_may_need_it(settings, become):  # noqa: F811
    make_catalogue()
    first_page, past_the_sealed, mixed = Client(), Client(), Client()
    walk(first_page, "self", until="now")
    check = walk(past_the_sealed, "self")
    said("rotate_sealing_key")
    restart_portal()
    walk(mixed, "self", until="area")
    new = Draft.objects.latest("started_at")
    assert Draft.objects.filter(sealing_key=new.sealing_key).count() == 1
    with become("safeguarding_opener"), pytest.raises(CommandError) as refusal:
        said("rotate_sealing_key", "--forget")
    assert str(refusal.value).startswith("Unfinished forms that may hold")
    assert "under an old key: 2. Try again when they are sent or deleted, 7 days" in str(
        refusal.value
    )
    assert len(settings.SEALING_PRIVATE_KEY_FILE.read_text().split()) == 2
    # Sent, it waits as an envelope; and nobody can go on with a form whose time is over.
    past_the_sealed.post(check, {"declares": "on"})
    unsent = Draft.objects.filter(submitted_at=None).exclude(pk=new.pk)
    unsent.update(expires_at=timezone.now())
    with become("safeguarding_opener"):
        with pytest.raises(CommandError, match="waiting to be opened"):
            said("rotate_sealing_key", "--forget")
        assert open_waiting(now=timezone.now()) == 1
        assert "Removed: " in said("rotate_sealing_key", "--forget")
    assert len(settings.SEALING_PRIVATE_KEY_FILE.read_text().split()) == 1
    assert VictimCase.objects.get().contents["person"]
    assert "Removed: none" in said("rotate_sealing_key", "--forget")


def test_a_form_that_met_two_sealing_keys_counts_as_old(client):
    make_catalogue()
    walk(client, "self", until="now")
    said("rotate_sealing_key")
    restart_portal()
    # A process that has not been started again meets a form of one that has.
    Draft.objects.update(sealing_key=boxes.key_name())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("referrals.drafts.key_name", lambda: "0123456789abcdef")
        client.post(address("self", "page", "now"), pages_for("self")["now"])
    assert Draft.objects.get().sealing_key == ""
    with pytest.raises(CommandError, match="under an old key: 1"):
        said("rotate_sealing_key", "--forget")


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
now = timezone.now()
worker = Worker.objects.create(username="w", name="W", password="!", created_at=now)
case = VictimCase.objects.create(
    referral_id="6b1c6a0e-0000-4000-8000-000000000001", reference="KM-1", opened_at=now)
for number in range(20):
    SafeContact.objects.create(case=case, person=f"Canary {number}", value="x", when="",
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
names = {contact.person for contact in SafeContact.objects.all()}
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
