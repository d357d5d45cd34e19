"""The roles of a deployment in the test's own databases, and a way to become one for a while.

`SET LOCAL ROLE` proves grants; that real processes are connected as these roles is proved by the
running stack (tests/deployment). Imports wait until the settings are loaded.
"""

import contextlib

import psycopg2
import pytest
from django.db import connections

MADE = "SELECT pg_advisory_lock(1); {} SELECT pg_advisory_unlock(1)"
ONE = "DO $$ BEGIN CREATE ROLE {0}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"


@pytest.fixture(scope="session")
def roles_exist(django_db_setup, django_db_blocker):
    """Roles belong to the whole cluster: made once, whichever test process comes first."""
    from django.conf import settings

    names = (settings.PORTAL_ROLE, settings.READER_ROLE, settings.OPENER_ROLE)
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute(MADE.format(" ".join(map(ONE.format, names))))


@pytest.fixture
def granted(roles_exist, db):
    """Every right as declared, gone with the test's own transaction."""
    from referral_portal.rights.granting import grant

    for alias in ("default", "safeguarding"):
        grant(alias)


@pytest.fixture
def become(granted):
    """A context manager: every query inside is that of a role, on the databases it serves."""

    @contextlib.contextmanager
    def become_one(role: str, *aliases: str):
        was = {}
        for alias in aliases:
            with connections[alias].cursor() as cursor:
                cursor.execute("SHOW search_path")
                was[alias] = cursor.fetchone()[0]
                far = alias == "default" and role != "portal_app"
                cursor.execute(f"SET LOCAL ROLE {role}")
                cursor.execute(f"SET LOCAL search_path = {'pulled, public' if far else 'public'}")
        try:
            yield
        finally:
            for alias, path in was.items():
                with contextlib.suppress(psycopg2.Error), connections[alias].cursor() as cursor:
                    cursor.execute("RESET ROLE")
                    cursor.execute(f"SET LOCAL search_path = {path}")

    return become_one
