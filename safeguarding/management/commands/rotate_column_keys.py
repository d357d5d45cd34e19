"""Change the key of the encrypted columns, as the database's owner; docs/keys.md says when.

Without an option, a new key is put into use and every row is encrypted under it. --resume continues
after an interruption, without another key. --forget removes the old keys when nothing needs them.
"""

from django.core.management.base import BaseCommand, CommandError

from referral_portal.common.refusals import Refusal
from safeguarding.keys import add_column_key, forget_column_keys, reencrypt


class Command(BaseCommand):
    help = "Change the key of the encrypted columns, and encrypt every row under the new one."

    def add_arguments(self, parser):
        parser.add_argument("--resume", action="store_true", help="continue with the key in use")
        parser.add_argument("--forget", action="store_true", help="remove the old keys")

    def handle(self, *args, **options):
        if options["forget"]:
            try:
                names = forget_column_keys()
            except Refusal as refusal:
                raise CommandError(refusal.words) from refusal
            self.stdout.write(f"Removed: {', '.join(names) or 'none'}.")
            return
        if not options["resume"]:
            self.stdout.write(f"In use now: {add_column_key()}.")
        self.stdout.write(
            f"{reencrypt()} rows encrypted under it. Keep the old key until --forget."
        )
