"""Fill a demonstration with invented people, through the real forms and verbs, once.

Needs both sides of the wall, so it runs in zone `all` with DEMO=1 and is refused anywhere else.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from referral_portal.accounts.models import User
from safeguarding.demo.accounts import create_accounts, create_workers
from safeguarding.demo.story import Story


class Command(BaseCommand):
    help = "Make the demonstration's accounts and people; does nothing when they exist."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Demonstration data are for DEMO=1 only.")
        if User.objects.exists():
            self.stdout.write("The demonstration is there already; nothing was changed.")
            return
        now = timezone.now()
        users = create_accounts(now=now)
        workers = create_workers(now=now)
        Story(users=users, workers=workers, now=now).tell()
        self.stdout.write("The demonstration is ready.")
