"""Which of the two zones this process serves, and whether it may.

The portal zone knows nothing of the safeguarding app; `all` runs both in one process and is for
development and demonstration only. Nothing here reads the environment or touches a database.
"""

import ipaddress

from django.core.exceptions import ImproperlyConfigured

PORTAL = "portal"
SAFEGUARDING = "safeguarding"
ALL = "all"
ZONES = (PORTAL, SAFEGUARDING, ALL)


def check_zone(zone: str, *, debug: bool, demo: bool) -> str:
    """Return `zone` if it exists and may run so; raise ImproperlyConfigured otherwise."""
    if zone not in ZONES:
        raise ImproperlyConfigured(f"PORTAL_ZONE must be one of {', '.join(ZONES)}.")
    if zone == ALL and not (debug or demo):
        raise ImproperlyConfigured(
            "PORTAL_ZONE=all puts both sides of the wall in one process. It is for DEMO=1 or "
            "DEBUG=1 only; set PORTAL_ZONE to portal or safeguarding."
        )
    return zone


def check_demo_host(host: str) -> str:
    """Return `host` if a demonstration may listen there; only this machine may reach it."""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    if not loopback:
        raise ImproperlyConfigured(
            "DEMO=1 skips second factors and uses published passwords, so it only listens on "
            "this machine (127.0.0.1)."
        )
    return host


def check_demo_database(database: dict, *, marked: bool) -> None:
    """Refuse a demonstration on a database that does not carry the demo mark in its name."""
    name = str(database.get("NAME", ""))
    if not marked and "demo" not in name and "test" not in name:
        raise ImproperlyConfigured(
            "DEMO=1 refuses a database whose name has no 'demo' in it, so that a real one is never"
            " filled with demonstration data."
        )
