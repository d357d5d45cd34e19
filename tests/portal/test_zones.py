"""Which zone may run where, and that a demonstration stays on this machine and off real data."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from referral_portal import env, zones

ROOT = Path(__file__).resolve().parent.parent.parent


def test_both_zones_in_one_process_are_for_demonstration_only():
    assert zones.check_zone("all", debug=False, demo=True) == "all"
    with pytest.raises(ImproperlyConfigured, match="one process"):
        zones.check_zone("all", debug=False, demo=False)


def test_an_unknown_zone_is_refused():
    with pytest.raises(ImproperlyConfigured):
        zones.check_zone("both", debug=True, demo=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "portal.example.org", "::"])
def test_a_demonstration_refuses_an_address_others_can_reach(host):
    with pytest.raises(ImproperlyConfigured, match="this machine"):
        zones.check_demo_host(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_demonstration_listens_on_this_machine(host):
    assert zones.check_demo_host(host) == host


@pytest.mark.parametrize("address", [("0.0.0.0", 8000), ("::", 8000, 0, 0)])
def test_it_asks_the_sockets_where_it_listens(address):
    with pytest.raises(ImproperlyConfigured, match="this machine"):
        zones.check_listener(address)


def test_a_socket_of_this_machine_will_do():
    zones.check_listener(("127.0.0.1", 8000))
    zones.check_listener("/run/portal.sock")


def test_without_a_host_the_server_stays_on_this_machine(monkeypatch):
    monkeypatch.setenv("HOST", "")
    conf = runpy.run_path(str(Path(zones.__file__).parent.parent / "gunicorn.conf.py"))

    assert conf["bind"].startswith("127.0.0.1:")


@pytest.mark.parametrize(
    "name", ["portal_production", "latest", "contest", "/srv/test/portal.sqlite3"]
)
@pytest.mark.parametrize("engine", ["django.db.backends.postgresql", "django.db.backends.sqlite3"])
def test_a_demonstration_refuses_a_database_without_the_mark(tmp_path, name, engine):
    with pytest.raises(ImproperlyConfigured, match="demo"):
        zones.check_demo_database({"ENGINE": engine, "NAME": name}, var_dir=tmp_path)


def test_a_demonstration_takes_a_marked_database_or_a_file_of_its_own(tmp_path):
    sqlite = {"ENGINE": "django.db.backends.sqlite3"}
    zones.check_demo_database({"NAME": "portal_demo"}, var_dir=tmp_path)
    zones.check_demo_database({**sqlite, "NAME": tmp_path / "portal.sqlite3"}, var_dir=tmp_path)
    outside = tmp_path / ".." / "portal.sqlite3"
    with pytest.raises(ImproperlyConfigured):
        zones.check_demo_database({**sqlite, "NAME": str(outside)}, var_dir=tmp_path)


def test_the_name_of_a_servers_database_is_no_file_of_ours():
    server = {"ENGINE": "django.db.backends.postgresql", "NAME": "portal"}
    with pytest.raises(ImproperlyConfigured):
        zones.check_demo_database(server, var_dir=Path())


def test_a_missing_setting_names_the_variable(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY.*\.env\.example"):
        env.text("SECRET_KEY")


@pytest.mark.parametrize(
    ("read", "value"),
    [(env.flag, "perhaps"), (lambda name: env.whole(name, 1), "two")],
)
def test_a_malformed_setting_stops_the_start(monkeypatch, read, value):
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING"):
        read("SOME_SETTING")


@pytest.mark.parametrize("missing", ["DATABASE_URL", "EMAIL_URL", "SECRET_KEY"])
def test_production_does_not_start_on_a_default(tmp_path, missing):
    settings = {
        "PORTAL_ZONE": "portal",
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": "for this test only",
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "EMAIL_URL": "smtp://127.0.0.1:25",
    }
    environment = {**os.environ, **settings}
    del environment[missing]

    done = subprocess.run(
        [sys.executable, "-c", "import referral_portal.settings"],
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )

    assert done.returncode == 1
    assert f"Set the variable {missing}" in done.stderr


def test_a_claim_that_could_end_while_its_message_is_being_sent_stops_the_start():
    limits = {"MESSAGE_LEASE_SECONDS": "40", "MAIL_SESSION_SECONDS": "20"}
    done = subprocess.run(
        [sys.executable, "-c", "import referral_portal.settings_mail"],
        env={**os.environ, **limits},
        capture_output=True,
        text=True,
        cwd=ROOT,
    )

    assert done.returncode == 1
    assert "MESSAGE_LEASE_SECONDS must be at least twice" in done.stderr
