"""The way to a database through PgBouncer."""

import pytest

from referral_portal.settings_databases import database
from referral_portal.settings_pool import through_pool

POOL = "portal-pool:6432/pages"


@pytest.fixture
def address(monkeypatch):
    monkeypatch.setenv("OTHER_URL", "postgres://name:word@host:5432/portal_demo")


@pytest.mark.usefixtures("address")
def test_a_pool_takes_the_place_of_the_server_and_gives_its_own_limits():
    config = through_pool(database("OTHER_URL", "other.sqlite3"), POOL)

    assert (config["HOST"], config["PORT"], config["NAME"]) == ("portal-pool", "6432", "pages")
    assert (config["USER"], config["PASSWORD"]) == ("name", "word")
    # PgBouncer refuses a session that asks for limits, and a cursor lives in one session only.
    directly = database("OTHER_URL", "other.sqlite3")["OPTIONS"]
    assert directly.pop("options")
    assert config["OPTIONS"] == directly
    assert config["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.usefixtures("address")
def test_without_a_pool_the_server_is_asked_itself():
    config = through_pool(database("OTHER_URL", "other.sqlite3"), "")

    assert config["HOST"] == "host"
    assert "options" in config["OPTIONS"]
    assert not config["DISABLE_SERVER_SIDE_CURSORS"]


def test_a_file_has_no_pool(monkeypatch, tmp_path):
    monkeypatch.setenv("OTHER_URL", f"sqlite:///{tmp_path}/other.sqlite3")

    assert (
        through_pool(database("OTHER_URL", "other.sqlite3"), POOL)["NAME"]
        == f"{tmp_path}/other.sqlite3"
    )
