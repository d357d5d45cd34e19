"""Open waiting envelopes: once, or for ever as the opener's own process.

In production only this process can read the private key; nothing else runs in it.
"""

import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from referral_portal.outbox.enums import Process
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.tasks import run_process


class Command(BaseCommand):
    help = "Open sealed envelopes and store their content on the safeguarding side."

    def add_arguments(self, parser):
        parser.add_argument("--forever", action="store_true", help="keep looking until stopped")
        parser.add_argument(
            "--again",
            action="store_true",
            help="also try envelopes that could not be opened before",
        )

    def handle(self, *args, **options):
        if options["again"]:
            open_waiting(now=timezone.now(), again=True)
        steps = (open_waiting, blank_backed_up)
        while run_process(Process.OPENER, *steps) and options["forever"]:
            self.rest()

    def rest(self):
        """Tell the health check that this runs, close dead connections, and wait for the next round."""
        (settings.VAR_DIR / "opener.alive").touch()
        close_old_connections()
        time.sleep(settings.PULL_SECONDS)
