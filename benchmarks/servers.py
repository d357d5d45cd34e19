"""Start a PostgreSQL and a Redis for one run, and migrate both databases as the zones do.

The servers are those of the tests. Settings reach Django through the environment. The names of the
databases contain "demo", without which both zones cannot run in one process.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2

from tests.servers import OWNER, Servers

ROOT = Path(__file__).resolve().parent.parent
PORTAL, SAFEGUARDING = "DATABASE_URL", "SAFEGUARDING_DATABASE_URL"


def start(folder: Path) -> Servers:
    """Start both servers, make and migrate both databases, and set our environment."""
    servers = Servers()
    addresses = servers.start()
    try:
        for name in (PORTAL, SAFEGUARDING):
            addresses[name] += "_demo"
            _create(addresses[name])
        os.environ.update(
            addresses, DEMO="1", DEBUG="0", PORTAL_ZONE="all", HOST="127.0.0.1",
            SECRET_KEY=secrets.token_urlsafe(60), ALLOWED_HOSTS="127.0.0.1", VAR_DIR=str(folder),
            EMAIL_URL=f"file://{folder / 'mail'}", LOG_LEVEL="ERROR",
        )  # fmt: skip
        prepare()
    except BaseException:
        servers.stop()
        raise
    return servers


def prepare() -> None:
    """Migrate each database in its own zone, then load the catalogue."""
    manage("all", "create_column_keys")
    manage("portal", "migrate")
    manage("safeguarding", "migrate", "safeguarding", "--database=safeguarding")
    manage("all", "create_keys")
    manage("portal", "sync_roles")
    manage("portal", "load_programmes")
    manage("portal", "collectstatic", "--noinput")


def manage(zone: str, *words: str) -> None:
    """Run one management command in `zone`, and show its output if it fails."""
    env = os.environ | {"PORTAL_ZONE": zone, "DJANGO_SETTINGS_MODULE": "referral_portal.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)} in zone {zone}:\n{done.stdout}")


def _create(address: str) -> None:
    parts = urlsplit(address)
    connection = psycopg2.connect(
        host=unquote(parts.netloc.rpartition("@")[2]), user=OWNER, dbname="postgres"
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{parts.path.removeprefix("/")}"')
    connection.close()


def own_folder() -> tempfile.TemporaryDirectory:
    """Make a folder for keys, mail and static files, and delete it at the end."""
    return tempfile.TemporaryDirectory(prefix="portal-benchmark-")
