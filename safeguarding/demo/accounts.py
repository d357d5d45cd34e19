"""The accounts of the demonstration: one a role, all with one published password.

Only for DEMO=1, which listens on this machine alone. Nothing else may create an account with a
known password.
"""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import Group

from referral_portal.accounts.models import Agency, User
from referral_portal.accounts.qualifications import Qualification
from referral_portal.accounts.roles import Role
from safeguarding.models import Worker
from safeguarding.sign_in.sessions import create_worker

PASSWORD = "demo-only-passphrase"


@dataclass(frozen=True)
class DemoAccount:
    """One sign-in of the demonstration."""

    username: str
    first_name: str
    last_name: str
    role: Role
    agency: str
    job_title: str


ACCOUNTS = (
    DemoAccount(
        "coordinator", "Cora", "Sample", Role.COORDINATOR, "Kent Police", "Coordinator"
    ),
    DemoAccount(
        "coordinator-2", "Cole", "Sample", Role.COORDINATOR, "Kent Police", "Coordinator"
    ),
    DemoAccount(
        "manager", "Magnus", "Sample", Role.MANAGER, "Interventions Alliance", "Programme manager"
    ),
    DemoAccount(
        "facilitator", "Fay", "Sample", Role.FACILITATOR, "Interventions Alliance", "DA Officer"
    ),
    DemoAccount(
        "facilitator-2", "Finn", "Sample", Role.FACILITATOR, "Interventions Alliance", "DA Officer"
    ),
    DemoAccount(
        "co-facilitator", "Coby", "Sample", Role.CO_FACILITATOR, "Example District Council",
        "Community safety officer",
    ),
    DemoAccount(
        "agency", "Agnes", "Sample", Role.AGENCY, "Example Family Support", "Support worker"
    ),
    DemoAccount(
        "commissioner", "Connie", "Sample", Role.COMMISSIONER, "Kent Police & Crime Commissioner",
        "Commissioning officer",
    ),
    DemoAccount("auditor", "Audie", "Sample", Role.AUDITOR, "Example Audit Office", "Auditor"),
    DemoAccount(
        "administrator", "Ada", "Sample", Role.ADMINISTRATOR, "Interventions Alliance",
        "System administrator",
    ),
)  # fmt: skip
QUALIFICATIONS = {
    "facilitator": list(Qualification.values),
    "facilitator-2": list(Qualification.values),
    "coordinator": [Qualification.STALKING.value],
}
WORKERS = (("link-worker", "Lina Sample", False), ("link-manager", "Lynn Sample", True))


def create_accounts(*, now: dt.datetime) -> dict[str, User]:
    """Create every portal account and return them by user name."""
    users = {}
    for account in ACCOUNTS:
        agency, _ = Agency.objects.get_or_create(
            name=account.agency, defaults={"email_domain": "example.org"}
        )
        user = User.objects.create_user(
            username=account.username,
            password=PASSWORD,
            email=f"{account.username}@example.org",
            first_name=account.first_name,
            last_name=account.last_name,
            job_title=account.job_title,
            phone="01632 960200",
            agency=agency,
            date_joined=now,
            qualifications=QUALIFICATIONS.get(account.username, []),
        )
        user.groups.add(Group.objects.get(name=account.role.value))
        users[account.username] = user
    return users


def create_workers(*, now: dt.datetime) -> dict[str, Worker]:
    """Create the link workers and return them by user name."""
    return {
        username: create_worker(
            username=username, name=name, password=PASSWORD, is_manager=is_manager, now=now
        )
        for username, name, is_manager in WORKERS
    }
