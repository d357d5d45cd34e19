"""`manage.py load_programmes`: load the catalogue's data files.

Safe to repeat.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from programmes.catalogue import load_catalogue
from referral_portal.audit.recorder import SYSTEM


class Command(BaseCommand):
    """Load districts, partners, funding periods and programmes."""

    help = "Load the catalogue's data files. Existing rows stay as they are."

    def add_arguments(self, parser):
        parser.add_argument(
            "--with-demo-rows",
            action="store_true",
            help="also load invented venues and funding; demonstration mode always does",
        )

    def handle(self, *args, with_demo_rows, verbosity, **options):
        if not settings.HAS_PORTAL:
            raise CommandError("Load the catalogue in the portal zone.")
        loaded = load_catalogue(
            by=SYSTEM, now=timezone.now(), with_demo=with_demo_rows or settings.DEMO
        )
        if verbosity:
            for line in loaded.changes + loaded.notes:
                self.stdout.write(line)
            self.stdout.write(f"{len(loaded.changes)} changes to the catalogue.")
