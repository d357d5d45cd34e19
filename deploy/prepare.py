"""Prepare the database of one zone before its processes start: migrations, catalogue, rights.

The one-shot services of docker-compose.yml run this as the database's owner on every deployment. Every
step may be repeated. Each zone prepares only its own database.
"""

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    """Prepare the database of this process's zone."""
    django.setup()
    # A view would block a migration. No process reads through the views until they are made again.
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
