"""`manage.py grant_roles` gives each role exactly its declared rights, as the database's owner."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from referral_portal.rights.granting import Undeclared, drop_views, grant


class Command(BaseCommand):
    help = "Make the views and grant each role its declared rights, in this zone's own databases."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "--drop-views", action="store_true", help="only drop the views, before a migration"
        )

    def handle(self, *, drop_views: bool, **options):
        for alias in settings.RIGHTS:
            if connections[alias].vendor != "postgresql":
                raise CommandError("Only PostgreSQL has roles.")
            self.one(alias, drop_views)

    def one(self, alias: str, only_drop: bool) -> None:
        """Grant the rights, or only drop the views, in one database."""
        if only_drop:
            drop_views(alias)
            return
        try:
            number = grant(alias)
        except Undeclared as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{alias}: {number} statements")
