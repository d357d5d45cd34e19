"""Check that the access history is complete, and keep its heads outside the database.

Run it daily with --heads on a disk that the database's owner cannot write: a chain that was cut off,
or written again from the start, no longer has the heads of the day before.
"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from safeguarding.access.chains import all_chains, head_at


class Command(BaseCommand):
    help = "Check every chain of access records; exits with an error if one is broken."

    def add_arguments(self, parser):
        parser.add_argument(
            "--heads", type=Path, help="compare with the heads in this file, then renew it"
        )

    def handle(self, *args, **options):
        file, states = options["heads"], list(all_chains())
        broken = [f"{state.name} at {state.broken_at}" for state in states if not state.is_whole]
        kept = json.loads(file.read_text()) if file and file.exists() else {}
        broken += [
            f"{name} no longer has record {number} as it was"
            for name, (number, digest) in kept.items()
            if head_at(name, number) != digest
        ]
        if broken:
            raise CommandError("Not whole: " + "; ".join(broken))
        if file:
            heads = {state.name: [state.length, state.head] for state in states}
            file.write_text(json.dumps(heads, indent=1, sort_keys=True) + "\n")
        self.stdout.write(
            f"{len(states)} chains, {sum(one.length for one in states)} records: whole."
        )
