"""Add a link worker; the password is asked for, never given in the command."""

import getpass

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from safeguarding.sessions import create_worker


class Command(BaseCommand):
    help = "Add a link worker, who signs in at /safeguarding/sign-in/."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--manager", action="store_true", help="sees every case")

    def handle(self, *args, **options):
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Again: "):
            raise CommandError("The two passwords differ.")
        try:
            create_worker(
                username=options["username"],
                name=options["name"],
                password=password,
                is_manager=options["manager"],
                now=timezone.now(),
            )
        except (ValueError, IntegrityError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The link worker can sign in.")
