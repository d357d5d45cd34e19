"""Prepares the database of one zone before its processes start: migrations, catalogue, rights.

Run by the one-shot services of docker-compose.yml as the database's owner, on every deployment; every
step may be repeated. Each zone prepares its own database, so that neither leaves a trace in the other's.
"""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Prepare the database of this process's zone."""
    django.setup()
    if settings.HAS_PORTAL:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("sync_roles")
        call_command("load_programmes")
        give_rights("default", "portal_rights.sql")
    else:
        alias = "safeguarding"
        call_command("migrate", alias, database=alias, interactive=False, verbosity=0)
        give_rights(alias, "safeguarding_rights.sql")


def give_rights(alias: str, file: str) -> None:
    """Run a file of GRANTs on one database, all of it or nothing."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute((HERE / file).read_text())


if __name__ == "__main__":
    main()
