"""List the names of the keys that this process can read, and the number of values under each.

Never prints a key.
"""

from django.conf import settings
from django.core.management.base import BaseCommand

from referral_portal.common.column_keys import column_keys, key_id
from safeguarding.keys import keys_in_use, sealing_keys


class Command(BaseCommand):
    help = "List the names of the keys and the number of values under each."

    def handle(self, *args, **options):
        if settings.SEALING_PRIVATE_KEY_FILE.exists():
            for number, key in enumerate(sealing_keys()):
                self.stdout.write(f"sealing {key_id(key.public_key)} {_state(number)}")
        if not settings.COLUMN_KEYS_FILE.exists():
            return
        used = keys_in_use()
        for number, key in enumerate(column_keys()):
            tables = used.pop(key.id, {})
            counts = ", ".join(f"{name} {count}" for name, count in sorted(tables.items()))
            self.stdout.write(f"column {key.id} {_state(number)}: {counts or 'nothing'}")
        for name in used:
            self.stderr.write(f"column {name} IS MISSING: its values cannot be read")


def _state(number: int) -> str:
    return "old" if number else "in use"
