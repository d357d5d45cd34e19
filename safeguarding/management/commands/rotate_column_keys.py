"""Change the key of the encrypted columns; run as the database's owner. docs/keys.md says when.

Without an option a new key is put into use and every row encrypted anew; --resume goes on after an
interruption without another key; --forget removes the old ones once nothing needs them.
"""

from django.core.management.base import BaseCommand, CommandError

from safeguarding.keys import StillNeeded, add_column_key, forget_column_keys, reencrypt


class Command(BaseCommand):
    help = "Change the key of the encrypted columns, and encrypt every row under the new one."

    def add_arguments(self, parser):
        parser.add_argument("--resume", action="store_true", help="go on with the key in use")
        parser.add_argument("--forget", action="store_true", help="remove the old keys")

    def handle(self, *args, **options):
        if options["forget"]:
            try:
                names = forget_column_keys()
            except StillNeeded as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"Removed: {', '.join(names) or 'none'}.")
            return
        if not options["resume"]:
            self.stdout.write(f"In use now: {add_column_key()}.")
        self.stdout.write(f"{reencrypt()} rows encrypted anew. Keep the old key until --forget.")
