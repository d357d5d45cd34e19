"""Create the pair of sealing keys once; an existing pair is never replaced.

Run it where the private key may exist: on the far side of the wall, or on a demonstration machine.
"""

import base64
import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from nacl.public import PrivateKey


class Command(BaseCommand):
    help = "Create the sealing key pair if there is none."

    def handle(self, *args, **options):
        if not hasattr(settings, "SEALING_PRIVATE_KEY_FILE"):
            raise CommandError("This zone never holds the private key; set PORTAL_ZONE.")
        public, private = settings.SEALING_PUBLIC_KEY_FILE, settings.SEALING_PRIVATE_KEY_FILE
        if private.exists() or public.exists():
            self.stdout.write("The sealing keys exist; nothing was changed.")
            return
        key = PrivateKey.generate()
        write(private, bytes(key), mode=0o600)
        write(public, bytes(key.public_key), mode=0o644)
        self.stdout.write("The sealing keys were created.")


def write(path: Path, key: bytes, *, mode: int) -> None:
    """Write `key` in base64 to a new file with `mode`, which it has from the start."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(key).decode() + "\n")
