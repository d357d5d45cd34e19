"""Make the first key of the encrypted columns; existing ones are never replaced."""

from django.core.management.base import BaseCommand

from safeguarding.keys import create_column_key


class Command(BaseCommand):
    help = "Create the key of the encrypted columns if there is none."
    requires_system_checks = []

    def handle(self, *args, **options):
        done = create_column_key()
        self.stdout.write(
            "The column key was created." if done else "A column key exists; nothing was changed."
        )
