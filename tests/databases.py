"""The test databases: migrated once for all processes of a run, and kept for the next run.

The kept files are in var/test-databases, under a fingerprint of everything that migrations are
made of; when that changes, the databases are migrated anew. Django also migrates what was kept,
and finds nothing to do. Roles and rights are never kept: each run grants them anew.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest import mock

from django.db import connections, router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import setup_databases

from tests import roles
from tests.servers import postgresql_folder
from tooling.base import ROOT, fingerprint

KEPT = ROOT / "var" / "test-databases"
ONE_AT_A_TIME = 2  # of the cluster's advisory locks; tests/roles.py has the first


# -- Several processes -----------------------------------------------------------------------------
def make_templates() -> None:
    """Migrate both databases and grant the rights; nobody stays connected.

    On SQLite each process restores what is kept here, so nothing is done when it is there.
    """
    on_sqlite = connections["default"].vendor == "sqlite"
    if on_sqlite and all(_kept(alias).is_file() for alias in connections):
        return
    restore()
    with each_with_its_own_apps():
        setup_databases(verbosity=0, interactive=False, aliases=set(connections), keepdb=on_sqlite)
    keep()
    if not on_sqlite:
        roles.make_and_grant()
    connections.close_all()


def copy_templates(process: str) -> None:
    """Give this process databases of its own, copied from those of `make_templates`."""
    for alias in connections:
        connection = connections[alias]
        template = f"test_{connection.settings_dict['NAME']}"
        own = f"{template}_{process}"
        with connection._nodb_cursor() as cursor:
            # A template may not be copied while any process is connected to it.
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
        connection.close()
        connection.settings_dict["NAME"] = own


# -- One migration --------------------------------------------------------------------------------
@contextlib.contextmanager
def each_with_its_own_apps() -> Iterator[None]:
    """Migrate each database inside the block with `_OwnAppsOnly`."""
    with mock.patch("django.core.management.commands.migrate.MigrationExecutor", _OwnAppsOnly):
        yield


class _OwnAppsOnly(MigrationExecutor):
    """Renders models only for apps whose tables are in the database, and notes the other migrations.

    Django renders the models of both databases for both, which is most of what a migration costs.
    """

    def _migrate_all_forwards(self, state, plan, full_plan, fake, fake_initial):
        to_run = {migration for migration, _ in plan}
        for migration in (each for each, _ in full_plan if each in to_run):
            if router.allow_migrate(self.connection.alias, migration.app_label):
                state.apps  # noqa: B018 - rendered once, and then changed by each operation
                state = self.apply_migration(state, migration)
            else:
                state.__dict__.pop("apps", None)
                state = migration.mutate_state(state, preserve=False)
                self.record_migration(migration)
        return state


# -- Several runs ----------------------------------------------------------------------------------
def restore() -> None:
    """Let the test databases start from what was kept, if there is anything."""
    files = {alias: _kept(alias) for alias in connections}
    files = {alias: file for alias, file in files.items() if file.is_file()}
    for alias, file in files.items():
        connection = connections[alias]
        test = connection.settings_dict["TEST"]
        if connection.vendor == "sqlite":
            shutil.copy(file, test["NAME"])
            continue
        test["TEMPLATE"] = seed = f"seed_{connection.settings_dict['NAME']}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{seed}"')
        _run(
            connection,
            "psql",
            seed,
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
            f"--file={file}",
        )


def keep() -> None:
    """Keep the databases that were just migrated, unless they are kept already."""
    for alias in connections:
        connection, file = connections[alias], _kept(alias)
        if file.is_file() or not _was_made(connection):
            continue
        for old in KEPT.glob(f"*-{file.name.partition('-')[2]}"):
            old.unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        # Another run may do the same: what is there is always whole.
        part = file.with_name(f"{file.name}.{id(connection)}")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(part)])
        else:
            name = connection.settings_dict["NAME"]
            _run(connection, "pg_dump", name, "--no-owner", "--no-privileges", f"--file={part}")
        part.rename(file)


def _kept(alias: str) -> Path:
    ending = "sqlite3" if connections[alias].vendor == "sqlite" else "sql"
    return KEPT / f"{fingerprint(*_made_of())[:20]}-{alias}.{ending}"


def _made_of() -> Iterable[Path]:
    """Everything that decides what a migrated database looks like."""
    yield ROOT / "requirements.txt"
    yield ROOT / "referral_portal" / "common"
    yield from sorted((ROOT / "referral_portal").glob("settings*.py"))
    yield from sorted(
        folder
        for app in ROOT.iterdir()
        if app.is_dir() and not app.name.startswith((".", "node_modules", "var"))
        for folder in app.rglob("migrations")
    )


def _was_made(connection) -> bool:
    """Whether this run has a test database for it; without tests that use it there is none."""
    if connection.vendor == "sqlite":
        return MigrationRecorder(connection).has_table()
    return connection.settings_dict["NAME"].startswith("test_")


def _run(connection, program: str, database: str, *options: str) -> None:
    where = connection.settings_dict
    words = [postgresql_folder() / program, "--host", where["HOST"], "--username", where["USER"]]
    words += ["--quiet"] if program == "psql" else []
    subprocess.run([*map(str, words), *options, database], check=True)
