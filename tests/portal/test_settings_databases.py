"""The databases of a zone, from the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from referral_portal import settings_databases
from referral_portal.settings_databases import (
    NETWORK,
    PLANS,
    SQLITE_OPTIONS,
    database,
    limits,
    replica,
)


def test_without_an_address_a_demonstration_has_a_file_of_its_own(monkeypatch, tmp_path):
    monkeypatch.delenv("OTHER_URL", raising=False)
    monkeypatch.setattr(settings_databases, "SECURE", False)
    monkeypatch.setattr(settings_databases, "VAR_DIR", tmp_path)

    config = database("OTHER_URL", "other.sqlite3")

    assert config["NAME"] == str(tmp_path / "other.sqlite3")
    assert config["OPTIONS"] == SQLITE_OPTIONS
    config["OPTIONS"]["timeout"] = 1
    assert SQLITE_OPTIONS["timeout"] == 20, "each database has its own options"


def test_production_does_not_start_without_an_address(monkeypatch):
    monkeypatch.delenv("OTHER_URL", raising=False)
    monkeypatch.setattr(settings_databases, "SECURE", True)

    with pytest.raises(ImproperlyConfigured, match="OTHER_URL"):
        database("OTHER_URL", "other.sqlite3")


def test_a_server_is_waited_for_only_a_few_seconds(monkeypatch):
    monkeypatch.setenv("OTHER_URL", "postgres://name:word@host:5432/portal_demo")

    config = database("OTHER_URL", "other.sqlite3")

    assert config["HOST"] == "host"
    assert config["OPTIONS"] == {"connect_timeout": 5, "options": f"{limits()} {PLANS}", **NETWORK}
    assert config["CONN_HEALTH_CHECKS"] is True


def test_the_address_may_ask_for_more(monkeypatch):
    address = "postgres://name:word@host/portal_demo?sslmode=require&connect_timeout=9"
    monkeypatch.setenv("OTHER_URL", address)

    options = database("OTHER_URL", "other.sqlite3")["OPTIONS"]

    assert options["sslmode"] == "require"
    assert str(options["connect_timeout"]) == "9"


def test_a_replica_refuses_writes_and_is_not_waited_for(monkeypatch):
    monkeypatch.setenv("OTHER_URL", "postgres://name:word@host/portal_demo?sslmode=require")

    config = replica("OTHER_URL")

    assert config["OPTIONS"] == {
        "sslmode": "require",
        "connect_timeout": 2,
        "options": f"{limits()} {PLANS} -c default_transaction_read_only=on",
        **NETWORK,
    }
    assert config["CONN_HEALTH_CHECKS"] is False


def test_a_file_is_no_replica(monkeypatch, tmp_path):
    monkeypatch.setenv("OTHER_URL", f"sqlite:///{tmp_path}/other.sqlite3")

    with pytest.raises(ImproperlyConfigured, match="OTHER_URL"):
        replica("OTHER_URL")
