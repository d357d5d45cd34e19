"""Security point 25: in production every cookie of both zones is bound to its host by its name."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from referral_portal.accounts import notices as portal_telling
from safeguarding.sign_in import notices, sessions
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.safeguarding import PASSWORD as WORKERS_PASSWORD
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
ROOT = Path(__file__).resolve().parents[2]
TOLD = """
import json
from referral_portal import settings
names = [name for name in dir(settings) if "_COOKIE_" in name] + ["SECURE", "SECURE_SSL_REDIRECT"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def production(zone: str, folder: Path) -> dict:
    """What the settings say about cookies in a production start of `zone`."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PORTAL_ZONE": zone,
        "SECRET_KEY": "for this test only, never used anywhere else",
        "VAR_DIR": str(folder),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "SAFEGUARDING_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "EMAIL_URL": "smtp://127.0.0.1:25",
    }
    done = subprocess.run(
        [sys.executable, "-c", TOLD], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def given_by(client: Client, *answers) -> dict:
    """Every cookie that the answers set, by name."""
    return {morsel.key: morsel for answer in answers for morsel in answer.cookies.values()}


@pytest.mark.parametrize("zone", ["portal", "safeguarding"])
def test_25_every_cookie_is_bound_to_its_host(zone, settings, tmp_path):
    for name, value in production(zone, tmp_path).items():
        setattr(settings, name, value)
    settings.SECOND_FACTOR = False
    client = Client()
    if zone == "portal":
        form = {"username": UserFactory(coordinator=True).username, "password": PASSWORD}
        path = "/sign-in/"
        start = client.post("/refer/domestic-abuse/self/", secure=True)
        expected = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    else:
        form = {"username": make_worker().username, "password": WORKERS_PASSWORD}
        path, start = "/safeguarding/sign-in/", None
        expected = {sessions.cookie_name(), settings.CSRF_COOKIE_NAME}
    answers = [client.get(path, secure=True), client.post(path, form, secure=True)]
    assert answers[1].status_code == 302
    # Set when a code was right, which is tested where browsers are remembered.
    assert portal_telling.cookie_name().startswith("__Host-")
    assert notices.cookie_name().startswith("__Host-")
    cookies = given_by(client, *answers, *([start] if start else []))
    assert expected <= set(cookies)
    assert len(cookies) > len(expected) or zone == "safeguarding", "a started form has one too"
    for name, cookie in cookies.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["httponly"]) == (True, True), name
        assert (cookie["path"], cookie["domain"]) == ("/", ""), name
        strict = name == sessions.cookie_name() or "draft" in name
        assert cookie["samesite"] in ({"Strict"} if strict else {"Lax", "Strict"}), name


def test_25_the_two_zones_share_no_name(tmp_path):
    here, there = production("portal", tmp_path), production("safeguarding", tmp_path)
    assert here["CSRF_COOKIE_NAME"] != there["CSRF_COOKIE_NAME"]
