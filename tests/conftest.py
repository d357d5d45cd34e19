"""Sets up a test run: servers, settings through the environment, guards and shared fixtures.

Databases: PostgreSQL and Redis started here, or two SQLite files with TEST_DATABASE=sqlite. Fixtures of
one app belong in tests/<app>/conftest.py, test data in tests/factories.
"""

import gc
import io
import os
import re
import signal
import tempfile
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django.plugin import blocking_manager_key

from tests import guards, single_table
from tests.patience import A_MINUTE
from tests.servers import MissingServerError, Servers

pytest_plugins = ["tests.browser", "tests.logs", "tests.sharing", "tests.authorisation.fixtures"]

ROOT = Path(__file__).resolve().parent.parent
SQLITE = "sqlite"
# The same examples in every run, however long each takes: a run fails for what was changed.
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")
SERVERS = pytest.StashKey[Servers]()
FOLDER = pytest.StashKey[tempfile.TemporaryDirectory]()


def pytest_configure(config: pytest.Config) -> None:
    """Start what is needed (once, not in the workers of xdist), then load the settings."""
    if settings.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE; the tests make their own settings.")
    folder = tempfile.TemporaryDirectory(prefix="portal-var-")
    config.stash[FOLDER] = folder
    if not hasattr(config, "workerinput"):
        # A polite end also stops the servers.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        _forget_own_settings()
        if os.environ.get("TEST_DATABASE") != SQLITE:
            servers = Servers()
            try:
                os.environ.update(servers.start())
            except MissingServerError as missing:
                raise pytest.UsageError(str(missing)) from missing
            config.stash[SERVERS] = servers
    _load_settings(Path(folder.name))
    if _is_shared(config) and not hasattr(config, "workerinput"):
        # The workers inherit the environment; pytest-django would load the settings too early there.
        del os.environ["DJANGO_SETTINGS_MODULE"]
    guards.refuse_other_machines()
    guards.watch_connections()
    single_table.refuse_second_tables()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running and nothing behind."""
    servers = config.stash.get(SERVERS, None)
    if servers:
        servers.stop()
    folder = config.stash.get(FOLDER, None)
    if folder:
        folder.cleanup()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Before several processes share a run: make the databases that each of them copies."""
    config = session.config
    if _is_shared(config) and not hasattr(config, "workerinput"):
        from tests import databases

        with config.stash[blocking_manager_key].unblock():
            databases.make_templates()


def _on_postgresql() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def _is_shared(config: pytest.Config) -> bool:
    return config.getoption("dist", "no") != "no"


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again is a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_report_header() -> str:
    """Say in the first lines which databases are tested."""
    return f"databases: {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}"


def _forget_own_settings() -> None:
    """A developer's own settings must not decide a test."""
    example = (ROOT / ".env.example").read_text()
    for name in re.findall(r"^#?\s*([A-Z][A-Z0-9_]+)=", example, re.MULTILINE):
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)


def _load_settings(folder: Path) -> None:
    """Load the settings of zone `all` for this process, with everything it writes below `folder`."""
    worker = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or "15"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="referral_portal.settings",
        # The browser fixtures run an event loop in the thread that also uses the database.
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
        PORTAL_ZONE="all",
        DEBUG="1",
        DEMO="0",
        # Whole runs send their forms from one address; the tests of floods set limits of their own.
        FLOOD_LIMITS=",".join(
            f"{kind}=1000000/1000000"
            for kind in ("draft", "send", "call_back", "agency_draft", "agency_send")
        ),
        RECEIPTS_A_DAY="1000000",
        PLAIN_STATIC="1",
        # Half a minute in the product; the journeys would only wait longer.
        PULL_SECONDS="1",
        # A test that stores a referral reads figures that count it.
        TEAM_FIGURES_SECONDS="0",
        KEPT_SECONDS="0",
        # A busy machine may be slow; a test of these limits sets its own.
        DATABASE_STATEMENT_SECONDS="600",
        DATABASE_LOCK_SECONDS="600",
        DATABASE_IDLE_SECONDS="600",
        SECRET_KEY="for tests only, never used anywhere else",
        VAR_DIR=str(folder),
    )
    redis = os.environ.get("REDIS_URL", "")
    if redis:
        os.environ["REDIS_URL"] = f"{_server(redis)}/{worker}"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            # A file, as in ./dev run: several connections, locks and all.
            database.setdefault("TEST", {})["NAME"] = str(folder / f"{alias}.sqlite3")
            database["OPTIONS"]["timeout"] = A_MINUTE
            # As on PostgreSQL here, nobody waits for the disk: the file is thrown away.
            database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
        else:
            database["OPTIONS"]["connect_timeout"] = A_MINUTE
    (folder / "static").mkdir()
    django.setup()
    guards.fail_on_unknown_variables()
    for command in ("create_keys", "create_column_keys"):
        call_command(command, verbosity=0, stdout=io.StringIO())


def _server(address: str) -> str:
    """A Redis address without its database number: each process has its own."""
    return re.sub(r"/\d+$", "", address)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment, django_db_blocker):
    """On PostgreSQL: requests have the rights of their zone's role, see tests/roles.py."""
    from tests import databases, emptying, roles

    process = os.environ.get("PYTEST_XDIST_WORKER")
    if process and _on_postgresql():
        with django_db_blocker.unblock():
            databases.copy_templates(process)
    else:
        with databases.each_with_its_own_apps():
            request.getfixturevalue("django_db_setup")
        with django_db_blocker.unblock():
            databases.keep()
            if _on_postgresql():
                roles.make_and_grant()
    if _on_postgresql():
        roles.answer_requests_as_roles()
    emptying.empty_quickly()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_blocker) -> bool:
    """Restore what an earlier run kept, and let Django drop nothing at the end.

    The whole cluster or folder is thrown away. Dropping a database fails whenever a background
    thread of a journey has not closed its connection yet.
    """
    from tests import databases

    with django_db_blocker.unblock():
        databases.restore()
    return True


@pytest.fixture(autouse=True)
def _one_database_at_a_time(request: pytest.FixtureRequest):
    """In tests with real transactions, fail a transaction that spans both databases."""
    marker = request.node.get_closest_marker("django_db")
    real = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if real or (marker and marker.kwargs.get("transaction")):
        with guards.one_database_at_a_time.watch():
            yield
    else:
        yield


@pytest.fixture(autouse=True)
def _own_waker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wake-up that failed in one test keeps none of the next one back."""
    from referral_portal.outbox import wake

    monkeypatch.setattr(wake, "_waker", wake.Waker())


@pytest.fixture(autouse=True)
def _own_mail_folder(settings, tmp_path: Path) -> None:
    """Messages of one test never meet those of another."""
    settings.EMAIL_URL = f"file://{tmp_path / 'mail'}"
