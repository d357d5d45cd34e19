"""The wide stack of the proof, with visitors who are signed in."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2

from tests.proofs.wide.browsing import Browser
from tooling.base import PYTHON, ROOT, clean_environment
from tooling.composition.__main__ import FOR_JOURNEYS, FREE_PORTS, Installation

# All visitors of the proof come from one address.
WIDE_OPEN = {
    "PAGES_PER_SECOND": "10000", "PAGES_BURST": "10000", "FORMS_PER_SECOND": "10000",
    "FORMS_BURST": "10000", "REQUESTS_AT_ONCE": "1000",
    "FLOOD_LIMITS": "draft=1000000/1000000,send=1000000/1000000,call_back=1000000/1000000",
}  # fmt: skip
COOKIES = {"portal": "__Host-portal", "safeguarding": "__Host-safeguarding"}


class Machine:
    """One wide stack in a folder of its own, deleted afterwards."""

    def __init__(self, referrals: int, **variables: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-installation-"))
        self.folder.chmod(0o711)  # PostgreSQL's own user passes through
        self.installation = Installation(
            self.folder / "home", wide=True, **FREE_PORTS, **FOR_JOURNEYS, **WIDE_OPEN, **variables
        )
        self.referrals = referrals

    def __enter__(self) -> "Machine":
        try:
            self.stack = self.installation.up()
            self.made = json.loads(self.run("make", str(self.referrals)))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception) -> None:
        self.installation.down()
        shutil.rmtree(self.folder)

    def browser_of(self, kind: str) -> Browser:
        """Return a new visitor: of the portal, of the desk or of the link workers' side."""
        zone = "safeguarding" if kind == "worker" else "portal"
        signed_in = {} if kind == "portal" else {COOKIES[zone]: self.made[zone]}
        host = self.installation.variables[f"{zone.upper()}_HOST"]
        return Browser(host, self.stack.local.ports[f"{zone}-proxy", 8443], signed_in)

    def run(self, *words: str) -> str:
        """Run tests.proofs.wide.world with the rights of both owners; return its output."""
        done = subprocess.run(
            [str(PYTHON), "-m", "tests.proofs.wide.world", *words], cwd=ROOT, env=self._owners(),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def secret(self, name: str) -> str:
        """Return a secret, with the ports of this machine."""
        return (self.stack.local.run / "secrets" / name).read_text().strip()

    def ask(self, zone: str, statement: str, *, server: str = "db") -> list[tuple]:
        """Ask a database server of a zone as its administrator."""
        port = self.stack.local.ports[f"{zone}-{server}", 5432]
        connection = psycopg2.connect(
            host="127.0.0.1", port=port, user="postgres", dbname=zone,
            password=self.secret(f"{zone}_db_admin_password"),
        )  # fmt: skip
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()
        finally:
            connection.close()

    def log(self, name: str) -> str:
        """Return the log of a service."""
        return (self.stack.logs / f"{name}.log").read_text(errors="replace")

    def _owners(self) -> dict[str, str]:
        secrets = self.stack.local.run / "secrets"
        return clean_environment(
            PORTAL_ZONE="all", DEBUG="1", DEMO="0", HOST="127.0.0.1", REDIS_URL="",
            VAR_DIR=str(self.folder / "one"), EMAIL_URL="none:",
            SECRET_KEY=self.secret("portal_secret_key"),
            DATABASE_URL=self.secret("portal_owner_database_url"),
            SAFEGUARDING_DATABASE_URL=self.secret("safeguarding_owner_database_url"),
            SEALING_PUBLIC_KEY_FILE=str(secrets / "sealing_public_key"),
            SEALING_PRIVATE_KEY_FILE=str(secrets / "sealing_private_key"),
            COLUMN_KEYS_FILE=str(secrets / "safeguarding_column_keys"),
            COLUMN_PUBLIC_KEY_FILE=str(secrets / "opener_column_public_key"),
        )  # fmt: skip
