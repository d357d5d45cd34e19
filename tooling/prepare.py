"""Prepare the databases, keys, catalogue, demo data and static files that `./dev run` serves.

All generated files are in the git-ignored var/; delete it to start again. A step is skipped when a
stamp or Django says that it is done.
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tooling import environment
from tooling.base import PYTHON, ROOT, VAR, Stamp, clean_environment, fingerprint, succeeds

# Files that decide what is loaded into a new database.
REFERENCE_DATA = ("programmes", "referral_portal/accounts", "safeguarding/management")


def settings_for(zone: str, **extra: str) -> dict[str, str]:
    """Return the environment of one zone of the demonstration, which overrides the shell's."""
    return clean_environment(
        PORTAL_ZONE=zone, DEMO="1", DEBUG="0", HOST="127.0.0.1", VAR_DIR=str(VAR),
        SECRET_KEY=secret_key(), ALLOWED_HOSTS="127.0.0.1,localhost,[::1]",
        DATABASE_URL=f"sqlite:///{VAR / 'portal.sqlite3'}",
        SAFEGUARDING_DATABASE_URL=f"sqlite:///{VAR / 'safeguarding.sqlite3'}",
        SEALING_PUBLIC_KEY_FILE=str(VAR / "keys" / "sealing.pub"),
        SEALING_PRIVATE_KEY_FILE=str(VAR / "keys" / "sealing.key"),
        COLUMN_KEYS_FILE=str(VAR / "keys" / "columns.key"),
        COLUMN_PUBLIC_KEY_FILE=str(VAR / "keys" / "columns.pub"),
        EMAIL_URL=f"file://{VAR / 'mail'}", REDIS_URL="", STATIC_ROOT=str(VAR / "static"),
        PYTHONDONTWRITEBYTECODE="", **extra,
    )  # fmt: skip


def secret_key() -> str:
    """Return the secret key of this machine's demonstration; make it the first time."""
    path = VAR / "secret_key"
    if not path.is_file():
        VAR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60))
    return path.read_text()


def everything() -> None:
    """Bring databases, data and static files up to date; raise Stop on failure."""
    environment.require_manage()
    (VAR / "mail").mkdir(parents=True, exist_ok=True)
    portal, safeguarding = settings_for("portal"), settings_for("safeguarding")
    loaded = Stamp(VAR / ".loaded", fingerprint(*(ROOT / path for path in REFERENCE_DATA)))
    if not (loaded.is_current() and _is_migrated(portal, safeguarding)):
        is_new = not any(VAR.glob("*.sqlite3"))
        try:
            _load(portal, safeguarding)
        except BaseException:
            # Otherwise the next start would take half a demonstration for a whole one.
            for path in VAR.glob("*.sqlite3*") if is_new else ():
                path.unlink()
            raise
        loaded.write()
    collect_static(portal, VAR / "static")


def _load(portal: dict[str, str], safeguarding: dict[str, str]) -> None:
    """Migrate and fill each database in its own zone."""
    manage = environment.manage
    # Keys come first, because a migration may have to encrypt columns.
    manage("create_column_keys", env=settings_for("all"), what="column keys")
    manage("migrate", env=portal, what="portal database")
    migrate = ("migrate", "safeguarding", "--database=safeguarding")
    manage(*migrate, env=safeguarding, what="safeguarding database")
    manage("create_keys", env=settings_for("all"), what="sealing keys")
    manage("sync_roles", env=portal, what="roles")
    manage("load_programmes", env=portal, what="programme catalogue")
    manage("seed_demo", env=settings_for("all"), what="demonstration data")


def _is_migrated(portal: dict[str, str], safeguarding: dict[str, str]) -> bool:
    """Return whether both databases are migrated; ask both at once, to start quickly."""
    check = [PYTHON, ROOT / "manage.py", "migrate", "--check"]
    with ThreadPoolExecutor() as pool:
        here = pool.submit(succeeds, check, env=portal)
        label = ["safeguarding", "--database=safeguarding"]
        there = pool.submit(succeeds, [*check, *label], env=safeguarding)
        return here.result() and there.result()


def collect_static(env: dict[str, str], folder: Path) -> None:
    """Copy and compress the static files to `folder` if a file or a package has changed."""
    sources: list[Path] = [ROOT / "static", ROOT / "requirements.txt"]
    sources += [path for path in ROOT.glob("*/static") if path.is_dir() and path.parent != VAR]
    sources += [ROOT / "referral_portal" / "common" / "storage.py"]
    collected = Stamp(folder / ".stamp", fingerprint(*sources))
    if not collected.is_current():
        env = env | {"STATIC_ROOT": str(folder)}
        environment.manage("collectstatic", "--noinput", "--clear", env=env, what="static files")
        collected.write()
