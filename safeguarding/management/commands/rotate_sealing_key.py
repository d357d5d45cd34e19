"""Change the key for which the portal seals; the opener still opens what was sealed before.

--forget removes the old private keys, when no envelope and no draft needs them.
"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.keys import add_sealing_key, forget_sealing_keys


class Command(BaseCommand):
    help = "Put a new sealing key into use, or remove the old ones."

    def add_arguments(self, parser):
        parser.add_argument(
            "--forget",
            action="store_true",
            help="remove the old keys; refuses while a form or an envelope may need one",
        )

    def handle(self, *args, **options):
        if not options["forget"]:
            name = add_sealing_key()
            self.stdout.write(
                f"In use now: {name}. Hand the public file to the portal, restart it."
            )
            return
        try:
            names = forget_sealing_keys(now=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.words) from None
        self.stdout.write(f"Removed: {', '.join(names) or 'none'}.")
