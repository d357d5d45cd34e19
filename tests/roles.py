"""On PostgreSQL every request of a test is answered as the database role of its zone.

Test data are made and looked at as the owner; only what happens between the start and the end of a
request is the product's own doing, and only that has the narrow rights. A right that is missing
fails whichever test needs it, with PostgreSQL's "permission denied".
"""

import contextlib

import psycopg2
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connections

FAR = "/safeguarding/"
# Names belong to the whole cluster, and several test processes share one.
MAKE = "DO $$ BEGIN CREATE ROLE {}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"

_standing: list[tuple[str, ...]] = []


def make_and_grant() -> None:
    """Make the roles and give each what is declared; once, by the owner, in both test databases."""
    from referral_portal.rights.granting import grant

    for alias in connections:
        if not connections[alias].settings_dict["NAME"].startswith("test_"):
            continue  # no test of this run uses it, so it was not made
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1)")
            for name in (
                settings.PORTAL_ROLE,
                settings.READER_ROLE,
                settings.OPENER_ROLE,
                settings.BACKUP_ROLE,
            ):
                cursor.execute(MAKE.format(name))
            cursor.execute("SELECT pg_advisory_unlock(1)")
        grant(alias)


def answer_requests_as_roles() -> None:
    """From now on requests take their role when they begin and lay it down when they end."""
    request_started.connect(_begin, dispatch_uid="tests.roles.begin")
    request_finished.connect(_end, dispatch_uid="tests.roles.end")


def say(alias: str, *statements: str) -> None:
    """Run statements beside Django, which would count them as the page's own queries."""
    connections[alias].ensure_connection()
    with connections[alias].connection.cursor() as cursor:
        cursor.execute("; ".join(statements))


def become(role: str, *aliases: str) -> None:
    """Be `role` on `aliases`, or on every database it has rights in: the portal's has one."""
    far = role != settings.PORTAL_ROLE
    for alias in aliases or (("default", "safeguarding") if far else ("default",)):
        path = "pulled, public" if far and alias == "default" else "public"
        say(alias, f"SET ROLE {role}", f"SET search_path = {path}")


def be_owner() -> None:
    """Lay every role down."""
    for alias in connections:
        if connections[alias].connection is not None:
            with contextlib.suppress(psycopg2.Error):  # a broken transaction ends it anyway
                say(alias, "RESET ROLE", "RESET search_path")


@contextlib.contextmanager
def standing_as(role: str, *aliases: str):
    """Every query inside is that of `role`, between requests too."""
    _standing.append((role, *aliases))
    become(role, *aliases)
    try:
        yield
    finally:
        _standing.pop()
        be_owner()


def _begin(environ=None, **kwargs) -> None:
    path = (environ or {}).get("PATH_INFO", "")
    # A test that may not use a database has nothing to be.
    with contextlib.suppress(RuntimeError, AssertionError):
        become(settings.READER_ROLE if path.startswith(FAR) else settings.PORTAL_ROLE)


def _end(**kwargs) -> None:
    be_owner()
    if _standing:
        become(*_standing[-1])
