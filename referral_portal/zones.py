"""Check which of the two zones this process serves, and whether it may.

The portal zone does not load the safeguarding app. `all` runs both zones in one process, for
development and demonstration only. Nothing here reads the environment or a database.
"""

import ipaddress
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PORTAL = "portal"
SAFEGUARDING = "safeguarding"
ALL = "all"
ZONES = (PORTAL, SAFEGUARDING, ALL)


def check_zone(zone: str, *, debug: bool, demo: bool) -> str:
    """Return `zone` if it exists and may run in this mode; otherwise raise ImproperlyConfigured."""
    if zone not in ZONES:
        raise ImproperlyConfigured(f"PORTAL_ZONE must be one of {', '.join(ZONES)}.")
    if zone == ALL and not (debug or demo):
        raise ImproperlyConfigured(
            "PORTAL_ZONE=all puts both sides of the wall in one process. It is for DEMO=1 or "
            "DEBUG=1 only; set PORTAL_ZONE to portal or safeguarding."
        )
    return zone


def check_second_factor(wanted: bool, *, debug: bool, demo: bool) -> bool:
    """Return whether signing in asks for a second factor; refuse to switch it off in production."""
    if not wanted and not (debug or demo):
        raise ImproperlyConfigured(
            "SECOND_FACTOR=0 is for DEMO=1 or DEBUG=1 only: staff and link workers sign in with a"
            " password and a code."
        )
    return wanted


def check_demo_host(host: str) -> str:
    """Return `host` if only this machine can reach it; otherwise raise ImproperlyConfigured.

    For DEMO=1, and for DEBUG=1, whose error pages show what was posted.
    """
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise ImproperlyConfigured(
            "DEMO=1 skips second factors and uses published passwords, and DEBUG=1 shows what was"
            " posted, so both only listen on this machine (127.0.0.1)."
        )
    return host


def check_listener(address: tuple | str | bytes) -> None:
    """Refuse a listening socket that other machines can reach; `address` is from getsockname()."""
    if isinstance(address, tuple):
        check_demo_host(address[0])


def is_below(name: str, folder: Path) -> bool:
    """Return whether the SQLite file `name` is in `folder`, even if its path holds dots."""
    return Path(name).resolve().is_relative_to(folder.resolve())


def check_demo_database(database: dict, *, var_dir: Path) -> None:
    """Refuse a demonstration on a database without the word "demo" or "test" in its name.

    SQLite files in our own folder do not need it.
    """
    name = str(database.get("NAME", ""))
    if database.get("ENGINE", "").endswith("sqlite3") and is_below(name, var_dir):
        return
    # A whole word: "latest" and "contest" do not count.
    if not re.search(r"(?<![a-z])(demo|test)(?![a-z])", Path(name).name.lower()):
        raise ImproperlyConfigured(
            "DEMO=1 refuses a database whose name has no 'demo' in it, so that a real one is never"
            " filled with demonstration data."
        )
