"""What each zone's database roles may not do, asked of the running stack with its own passwords."""

import contextlib
from pathlib import Path

import psycopg2
import pytest

from referral_portal.common.models import Immutable
from tooling.composition.processes import UP

# A call-back that came to nothing is deleted in time, and its attempts with it.
FORGOTTEN = ("DELETE", "referrals_contactlog")
# Whose address, and what it may not do.
REFUSED = [
    ("portal_database_url", "SELECT blob FROM sealing_sealedenvelope"),
    ("portal_database_url", "UPDATE sealing_sealedenvelope SET blob = ''"),
    ("portal_database_url", "DELETE FROM audit_auditevent"),
    ("portal_database_url", "UPDATE referrals_statuschange SET at = now()"),
    ("portal_database_url", "INSERT INTO outbox_heartbeat VALUES ('copier', 1, now())"),
    ("portal_database_url", "INSERT INTO outbox_heartbeat VALUES ('COPIER', 1, now())"),
    ("portal_database_url", "INSERT INTO cohorts_sessioncheck DEFAULT VALUES"),
    ("portal_database_url", "CREATE TABLE mine (id int)"),
    ("portal_database_url", "ALTER TABLE referrals_referral ADD COLUMN mine int"),
    ("portal_database_url", "DELETE FROM django_migrations"),
    ("safeguarding_portal_database_url", "SELECT blob FROM sealing_sealedenvelope"),
    ("safeguarding_portal_database_url", "SELECT password FROM accounts_user"),
    ("safeguarding_portal_database_url", "SELECT * FROM referrals_draft"),
    ("safeguarding_portal_database_url", "SELECT answers FROM public.referrals_referral"),
    ("safeguarding_portal_database_url", "UPDATE referrals_referral SET status = 'declined'"),
    ("opener_portal_database_url", "SELECT * FROM referrals_participant"),
    ("opener_portal_database_url", "UPDATE sealing_sealedenvelope SET sealed_at = now()"),
    (
        "safeguarding_portal_database_url",
        "INSERT INTO outbox_heartbeat VALUES ('opener', 1, now()) ON CONFLICT (name) DO UPDATE SET at = now()",
    ),
    (
        "opener_portal_database_url",
        "INSERT INTO outbox_heartbeat VALUES ('copier', 1, now()) ON CONFLICT (name) DO UPDATE SET at = now()",
    ),
    ("opener_database_url", "SELECT * FROM safeguarding_contactnote"),
    ("opener_database_url", "SELECT * FROM safeguarding_worker"),
    ("safeguarding_database_url", "DELETE FROM safeguarding_accessrecord"),
    ("safeguarding_database_url", "CREATE TABLE mine (id int)"),
    ("safeguarding_backup_database_url", "SELECT * FROM safeguarding_victimcase"),
    ("safeguarding_backup_database_url", "SELECT * FROM safeguarding_worker"),
    ("safeguarding_backup_database_url", "DELETE FROM safeguarding_backup"),
]


def secret(installation, name: str) -> str:
    return (installation.stack.local.run / "secrets" / name).read_text()


def check_the_portal_has_no_way_to_the_far_side(installation) -> None:
    address = secret(installation, "portal_database_url")
    far = secret(installation, "safeguarding_database_url")
    at_far = address.rsplit("@", 1)[0] + "@" + far.rsplit("@", 1)[1]

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(at_far)
    for one in installation.stack.running.values():
        if one.service.name.startswith("portal-") and one.state == UP:
            environment = Path(f"/proc/{one.process.pid}/environ").read_text()
            assert "sealing_private_key" not in environment
            assert "SAFEGUARDING" not in environment


def check_refusals(installation) -> None:
    for address, statement in REFUSED:
        with (
            contextlib.closing(psycopg2.connect(secret(installation, address))) as connection,
            connection.cursor() as cursor,
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
        ):
            cursor.execute(statement)


def check_the_portals_backup_has_no_right_in_its_database(installation) -> None:
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(secret(installation, "portal_backup_database_url"))


def check_roles_that_serve_own_nothing_and_are_nobody(installation, zone: str) -> None:
    name = "portal_owner_database_url" if zone == "portal" else "safeguarding_owner_database_url"
    with contextlib.closing(psycopg2.connect(secret(installation, name))) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|postgres)' AND (rolsuper OR"
            " rolcreatedb OR rolcreaterole OR rolbypassrls)"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolreplication AND NOT rolsuper")
        assert cursor.fetchall() == [(f"{zone}_backup",)]
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [(f"{zone}_owner",)]
        cursor.execute(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
            " WHERE r.rolname ~ '_(app|opener)$'"
        )
        assert cursor.fetchone() == (0,)


def check_history_is_added_to_and_never_changed(installation, zone: str) -> None:
    """A new kind of immutable row is declared in referral_portal/rights/portal.py or safeguarding/rights.py."""
    tables = [
        model._meta.db_table
        for model in Immutable.__subclasses__()
        if (model._meta.app_label == "safeguarding") == (zone == "safeguarding")
    ]
    with (
        contextlib.closing(psycopg2.connect(secret(installation, f"{zone}_database_url"))) as one,
        one.cursor() as cursor,
    ):
        found = []
        for table in tables:
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", (table, right))
                if cursor.fetchone()[0] and (right, table) != FORGOTTEN:
                    found.append(f"{right} {table}")
    assert tables
    assert found == []


def check_rights(installation) -> None:
    """Everything above."""
    check_the_portal_has_no_way_to_the_far_side(installation)
    check_refusals(installation)
    check_the_portals_backup_has_no_right_in_its_database(installation)
    for zone in ("portal", "safeguarding"):
        check_roles_that_serve_own_nothing_and_are_nobody(installation, zone)
        check_history_is_added_to_and_never_changed(installation, zone)
