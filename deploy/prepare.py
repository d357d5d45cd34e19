"""Prepares the database of one zone before its processes start: migrations, catalogue, rights.

Run by the one-shot services of docker-compose.yml as the database's owner, on every deployment; every
step may be repeated. Each zone prepares its own database, so that neither leaves a trace in the other's.
"""

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Prepare the database of this process's zone."""
    django.setup()
    # A view would stand in the way of a migration; between the two, nobody reads through one.
    call_command("grant_roles", drop_views=True)
    if settings.HAS_PORTAL:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("sync_roles")
        call_command("load_programmes")
    else:
        alias = "safeguarding"
        call_command("migrate", alias, database=alias, interactive=False, verbosity=0)
    call_command("grant_roles")


if __name__ == "__main__":
    main()
