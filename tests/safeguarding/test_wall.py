"""The wall itself: the portal zone knows nothing, and no transaction guards the wrong database."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from safeguarding.models import VictimCase
from safeguarding.transactions import after_commit, in_safeguarding
from tests.guards import one_database_at_a_time

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "safeguarding"
BANNED = {"atomic", "on_commit"}
BOOT = """
import django, sys
django.setup()
from django.apps import apps
from django.conf import settings
from django.test import Client
assert not apps.is_installed("safeguarding")
assert set(settings.DATABASES) == {"default"}
assert not hasattr(settings, "SEALING_PRIVATE_KEY_FILE")
for path in ("/safeguarding/", "/safeguarding/sign-in/", "/safeguarding/cases/"):
    assert Client().get(path, secure=True).status_code == 404, path
found = [name for name in sys.modules if name.split(".")[0] == "safeguarding"]
assert not found, found
"""
OTHER_ZONE = """
import django, sys
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check")
assert Client().get("/admin/").status_code == 404
assert Client().get("/safeguarding/").headers["Location"] == "/safeguarding/sign-in/"
page = Client().get("/safeguarding/sign-in/")
assert page.status_code == 200, page.status_code
for name in ("admin", "sessions", "messages"):
    assert f"django.contrib.{name}.models" not in sys.modules, name
"""


def boot(zone, script, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "referral_portal.settings",
        "PORTAL_ZONE": zone,
        "DEMO": "1",
        "PLAIN_STATIC": "1",
        "SECRET_KEY": "for this test only, never used anywhere else",
        "VAR_DIR": str(tmp_path),
        "ALLOWED_HOSTS": "testserver",
        "PYTHONPATH": str(ROOT),
    }
    # Without a table: nothing that is asked here needs one, and tests/deployment migrates both zones.
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_the_portal_zone_knows_nothing(tmp_path):
    boot("portal", BOOT, tmp_path)


def test_the_safeguarding_zone_boots_without_admin_sessions_and_messages(tmp_path):
    boot("safeguarding", OTHER_ZONE, tmp_path)


def test_transactions_go_through_the_helper_alone():
    found = []
    for path in APP.rglob("*.py"):
        if path.name == "transactions.py" or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node, "attr", getattr(node, "id", ""))
            if name in BANNED or (
                isinstance(node, ast.ImportFrom) and node.module == "django.db.transaction"
            ):
                found.append(f"{path.name}:{node.lineno} {name}")
    assert not found


def test_no_code_here_reads_the_portals_account():
    for path in [*APP.rglob("*.py"), *APP.rglob("*.html")]:
        text = path.read_text()
        assert "request.user" not in text.replace("request.user`", ""), path
        for name in ("django.contrib.admin", "django.contrib.messages", "guardian"):
            assert f"import {name}" not in text, path
            assert f"from {name}" not in text, path


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_the_helper_guards_the_right_database():
    done = []

    def interrupted(block):
        try:
            with block:
                VictimCase.objects.create(
                    referral_id=uuid4(), reference="KM-0000", opened_at=timezone.now()
                )
                after_commit(lambda: done.append(1))
                raise InterruptedError
        except InterruptedError:
            return VictimCase.objects.count()

    # The control: a bare transaction protects the portal's database and leaves the case behind.
    one_database_at_a_time.active = False
    assert interrupted(transaction.atomic()) == 1
    assert done
    VictimCase.objects.all().delete()
    done.clear()
    assert interrupted(in_safeguarding()) == 0
    assert not done
