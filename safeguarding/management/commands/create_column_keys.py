"""Make the first key of the encrypted columns; never replace a key."""

from django.core.management.base import BaseCommand

from safeguarding.keys import create_column_key


class Command(BaseCommand):
    help = "Create the key of the encrypted columns if there is none."
    requires_system_checks = []

    def handle(self, *args, **options):
        done = create_column_key()
        self.stdout.write(
            "The column key was created."
            if done
            else "There is already a column key; nothing was changed."
        )
