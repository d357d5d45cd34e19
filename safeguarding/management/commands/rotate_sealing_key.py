"""Change the key for which the portal seals; the opener goes on opening what was sealed before.

--forget removes the old private keys, after every envelope and every draft sealed under them is gone.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from referral_portal.sealing.models import SealedEnvelope
from safeguarding.keys import add_sealing_key, forget_sealing_keys


class Command(BaseCommand):
    help = "Put a new sealing key into use, or remove the old ones."

    def add_arguments(self, parser):
        parser.add_argument(
            "--forget",
            action="store_true",
            help=f"remove the old keys; not within {settings.DRAFT_DAYS} days of the change",
        )

    def handle(self, *args, **options):
        if not options["forget"]:
            name = add_sealing_key()
            self.stdout.write(
                f"In use now: {name}. Hand the public file to the portal, restart it."
            )
            return
        if SealedEnvelope.objects.filter(opened_at__isnull=True).exists():
            raise CommandError("Envelopes still wait to be opened; look at open_envelopes first.")
        self.stdout.write(f"Removed: {', '.join(forget_sealing_keys()) or 'none'}.")
