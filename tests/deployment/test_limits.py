"""How long each database role may take, as deploy/*_roles.sql says, in a cluster of the test's own.

Costs a start of PostgreSQL. What our processes ask for themselves is read from docker-compose.yml.
"""

import os
import subprocess

import psycopg2
import pytest

from tests.deployment.cluster import Cluster
from tests.servers import postgresql_folder
from tooling.base import ROOT
from tooling.composition import model

PASSWORD = "invented"
NAMES = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
SERVED, OWNER = ("5min", "10s", "5min"), ("1h", "10s", "1h")
ROLES = {
    "portal": {
        "portal_owner": OWNER,
        "portal_app": SERVED,
        "safeguarding_app": SERVED,
        "safeguarding_opener": SERVED,
    },
    "safeguarding": {
        "safeguarding_owner": OWNER,
        "safeguarding_app": SERVED,
        "safeguarding_opener": SERVED,
    },
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    one = Cluster()
    one.make()
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture
def make_roles(cluster, tmp_path):
    """A function that runs the file of one zone, with what the environment says."""
    for name in (
        "portal_owner_password", "portal_app_password", "portal_backup_password",
        "safeguarding_app_portal_password", "safeguarding_opener_portal_password",
        "safeguarding_owner_password", "safeguarding_app_password",
        "safeguarding_opener_password", "safeguarding_backup_password",
    ):  # fmt: skip
        (tmp_path / name).write_text(PASSWORD)

    def make(zone: str, **environment: str) -> None:
        words = [postgresql_folder() / "psql", "--no-psqlrc", "--quiet", "--output=/dev/null"]
        words += [f"--file={ROOT / 'deploy' / f'{zone}_roles.sql'}"]
        words += [f"postgres://postgres@127.0.0.1:{cluster.port}/{zone}"]
        env = {"PATH": os.environ["PATH"], "SECRETS": str(tmp_path), **environment}
        subprocess.run([str(word) for word in words], check=True, env=env)

    return make


def limits_of(cluster, role: str, database: str) -> tuple[str, ...]:
    session = psycopg2.connect(host="127.0.0.1", port=cluster.port, user=role, dbname=database)
    try:
        with session.cursor() as cursor:
            found = []
            for name in NAMES:
                cursor.execute(f"SHOW {name}")
                found.append(cursor.fetchone()[0])
            return tuple(found)
    finally:
        session.close()


@pytest.mark.parametrize("zone", ROLES)
def test_every_role_has_its_limits_even_where_a_session_asks_for_none(zone, cluster, make_roles):
    cluster.ask(f"CREATE DATABASE {zone}")
    make_roles(zone)

    assert {role: limits_of(cluster, role, zone) for role in ROLES[zone]} == ROLES[zone]
    assert limits_of(cluster, "postgres", zone) == ("0", "0", "0"), "and nobody else"

    make_roles(zone, DATABASE_LOCK_SECONDS="7", OWNER_STATEMENT_SECONDS="0")

    assert limits_of(cluster, f"{zone}_owner", zone) == ("0", "7s", "0")
    assert limits_of(cluster, "safeguarding_app", zone) == ("5min", "7s", "5min")


def test_pages_wait_less_than_background_work_and_migrations_longest():
    def asked(name: str, kind: str) -> int:
        return int(services[name].environment[f"DATABASE_{kind}_SECONDS"])

    services = model.load(model.FILE, {}).services
    for zone in ("portal", "safeguarding"):
        for kind in ("STATEMENT", "IDLE"):
            assert (
                0
                < asked(f"{zone}-web", kind)
                < asked(f"{zone}-worker", kind)
                < asked(f"{zone}-prepare", kind)
            )
        assert 0 < asked(f"{zone}-web", "LOCK") < asked(f"{zone}-worker", "LOCK")
    assert asked("safeguarding-opener", "LOCK") > 0
