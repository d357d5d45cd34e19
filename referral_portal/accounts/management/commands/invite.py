"""Print a link with which a user sets up their sign-in, such as the first administrator."""

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.invitations import invite
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import SYSTEM, record


class Command(BaseCommand):
    help = "Print a link for an account; with --administrator, create the account first."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--administrator", action="store_true", help="a new administrator")

    @transaction.atomic
    def handle(self, *args, **options):
        now, username = timezone.now(), options["username"]
        user = User.objects.filter(username=username).first()
        if options["administrator"]:
            if user:
                raise CommandError("This account exists already. Give it roles in the admin.")
            user = User.objects.create_user(username)
            user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.value))
            record("account.create", actor=SYSTEM, target=user, now=now)
        if user is None:
            raise CommandError("There is no such account.")
        path = reverse("join", args=[invite(user=user, by=None, now=now)])
        self.stdout.write(f"Works once, for a day or as INVITE_HOURS says: {path}")
