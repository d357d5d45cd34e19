"""The accounts of the demonstration: one for each role, all with the published password."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from referral_portal.accounts.roles import Role
from safeguarding.demo.accounts import PASSWORD, create_accounts, create_workers
from safeguarding.sign_in.sessions import sign_in

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_there_is_an_account_for_each_role(capsys):
    call_command("sync_roles")
    users = create_accounts(now=timezone.now())
    assert {role for role in Role if any(user.has_role(role) for user in users.values())} == set(
        Role
    )
    assert all(user.check_password(PASSWORD) for user in users.values())
    assert all(user.agency for user in users.values())


def test_link_workers_have_a_sign_in_of_their_own(settings):
    settings.SECOND_FACTOR = False
    workers = create_workers(now=timezone.now())
    assert {name: worker.is_manager for name, worker in workers.items()} == {
        "link-worker": False,
        "link-manager": True,
    }
    for name in workers:
        assert sign_in(username=name, password=PASSWORD, network="n", now=timezone.now())
