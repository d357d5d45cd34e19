"""Give the group of every role exactly the permissions in accounts/roles.py; safe to repeat."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from referral_portal.accounts.roles import RULES


class Command(BaseCommand):
    help = "Give the group of every role exactly the permissions that its rule lists."

    @transaction.atomic
    def handle(self, *args, **options):
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        for role, rule in RULES.items():
            missing = [name for name in rule.permissions if name not in known]
            if missing:
                raise CommandError(f"Role {role} lists unknown permissions: {', '.join(missing)}")
            group, _ = Group.objects.get_or_create(name=role.value)
            group.permissions.set([known[name] for name in rule.permissions])
        self.stdout.write(f"{len(RULES)} roles are up to date.")
