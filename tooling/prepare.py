"""Prepares what `./dev run` serves: databases, keys, catalogue, demo data, static files.

Everything it makes lies below the git-ignored var/. Each step is skipped when a stamp or Django itself
says that it is done; deleting var/ starts afresh.
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tooling import environment
from tooling.base import PYTHON, ROOT, VAR, Stamp, clean_environment, fingerprint, succeeds

# Files that decide what is loaded into a new database.
REFERENCE_DATA = ("programmes", "referral_portal/accounts", "safeguarding/management")


def settings_for(zone: str, **extra: str) -> dict[str, str]:
    """The environment of one zone of the demonstration; whatever the shell says, it is this one."""
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
    """Made once for this machine, readable by its owner only."""
    path = VAR / "secret_key"
    if not path.is_file():
        VAR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60))
    return path.read_text()


def everything() -> None:
    """Bring databases, data and static files up to date. Raises Stop."""
    environment.require_manage()
    (VAR / "mail").mkdir(parents=True, exist_ok=True)
    portal, safeguarding = settings_for("portal"), settings_for("safeguarding")
    loaded = Stamp(VAR / ".loaded", fingerprint(*(ROOT / path for path in REFERENCE_DATA)))
    if not (loaded.is_current() and _is_migrated(portal, safeguarding)):
        is_new = not any(VAR.glob("*.sqlite3"))
        try:
            _load(portal, safeguarding)
        except BaseException:
            # Half a demonstration would pass for a whole one at the next start.
            for path in VAR.glob("*.sqlite3*") if is_new else ():
                path.unlink()
            raise
        loaded.write()
    collect_static(portal, VAR / "static")


def _load(portal: dict[str, str], safeguarding: dict[str, str]) -> None:
    """Each zone migrates its own database, so that neither leaves a trace in the other's."""
    manage = environment.manage
    # Before the databases: what is there already may have to be encrypted.
    manage("create_column_keys", env=settings_for("all"), what="column keys")
    manage("migrate", env=portal, what="portal database")
    migrate = ("migrate", "safeguarding", "--database=safeguarding")
    manage(*migrate, env=safeguarding, what="safeguarding database")
    manage("create_keys", env=settings_for("all"), what="sealing keys")
    manage("sync_roles", env=portal, what="roles")
    manage("load_programmes", env=portal, what="programme catalogue")
    manage("seed_demo", env=settings_for("all"), what="demonstration data")


def _is_migrated(portal: dict[str, str], safeguarding: dict[str, str]) -> bool:
    """Both are asked at once: the second start is counted in seconds."""
    check = [PYTHON, ROOT / "manage.py", "migrate", "--check"]
    with ThreadPoolExecutor() as pool:
        here = pool.submit(succeeds, check, env=portal)
        label = ["safeguarding", "--database=safeguarding"]
        there = pool.submit(succeeds, [*check, *label], env=safeguarding)
        return here.result() and there.result()


def collect_static(env: dict[str, str], folder: Path) -> None:
    """Copy and compress the static files to `folder` when any of them, or a package, has changed."""
    sources: list[Path] = [ROOT / "static", ROOT / "requirements.txt"]
    sources += [path for path in ROOT.glob("*/static") if path.is_dir() and path.parent != VAR]
    sources += [ROOT / "referral_portal" / "common" / "storage.py"]
    collected = Stamp(folder / ".stamp", fingerprint(*sources))
    if not collected.is_current():
        env = env | {"STATIC_ROOT": str(folder)}
        environment.manage("collectstatic", "--noinput", "--clear", env=env, what="static files")
        collected.write()
