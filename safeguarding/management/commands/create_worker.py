"""Add a link worker and print the link with which they set up their sign-in."""

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from referral_portal.common.text import has_letter
from safeguarding.sign_in.invitations import invite
from safeguarding.sign_in.sessions import create_worker


class Command(BaseCommand):
    help = "Add a link worker, who chooses a password with the link that this prints."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--manager", action="store_true", help="sees every case")

    def handle(self, *args, **options):
        now = timezone.now()
        if not has_letter(options["name"]):
            raise CommandError("Enter a name with letters.")
        try:
            worker = create_worker(
                username=options["username"],
                name=options["name"],
                password=None,
                is_manager=options["manager"],
                now=now,
            )
        except IntegrityError as error:
            raise CommandError("There is already a link worker with this user name.") from error
        path = reverse("safeguarding:join", args=[invite(worker=worker, by=None, now=now)])
        self.stdout.write(f"Works once, for a day or as INVITE_HOURS says: {path}")
