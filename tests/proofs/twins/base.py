"""What every world starts from: the catalogue, the rules of the desk and the accounts."""

import dataclasses
import datetime as dt
import io

from django.core.management import call_command
from django.test import override_settings

from referral_portal.accounts.models import Agency, User
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import ErrorReport
from safeguarding.demo.accounts import PASSWORD, create_accounts, create_workers
from tests.factories.accounts import group_of
from tests.factories.programmes import rows_of_the_desk
from tests.proofs.twins.draws import same_draws

NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
OUTSIDE = {"facilitator": "facilitator-away", "agency": "agency-away"}


@dataclasses.dataclass
class Base:
    """What every world starts from: the catalogue and the accounts."""

    users: dict
    workers: dict


def make_base() -> Base:
    """Make what is the same in every world, once."""
    with override_settings(DEMO=True), same_draws("base"):
        call_command("sync_roles", stdout=io.StringIO())
        call_command("load_programmes", stdout=io.StringIO())
        users = create_accounts(now=NOW)
        away, _ = Agency.objects.get_or_create(
            name="Example Agency Elsewhere", defaults={"email_domain": "example.org"}
        )
        for name, username in OUTSIDE.items():
            users[username] = User.objects.create_user(
                username=username, password=PASSWORD, agency=away, date_joined=NOW
            )
            users[username].groups.add(group_of(Role(name)))
        users["superuser"] = User.objects.create_superuser(
            username="superuser", password=PASSWORD, agency=away, date_joined=NOW
        )
        rows_of_the_desk()
        ErrorReport.objects.create(at=NOW, kind="ValueError")
        return Base(users=users, workers=create_workers(now=NOW))
