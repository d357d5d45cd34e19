"""`manage.py sync_roles` gives each role its permissions and takes all others away."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from referral_portal.accounts.management.commands import sync_roles
from referral_portal.accounts.roles import RULES, Role, RoleRule

pytestmark = pytest.mark.django_db


def held(role: Role) -> set[str]:
    permissions = Group.objects.get(name=role.value).permissions.select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in permissions}


def test_every_group_holds_exactly_the_permissions_of_its_role():
    call_command("sync_roles", verbosity=0)

    assert {role: held(role) for role in Role} == {
        role: set(rule.permissions) for role, rule in RULES.items()
    }


def test_a_permission_that_a_role_has_lost_is_taken_away():
    group = Group.objects.create(name=Role.AUDITOR.value)
    group.permissions.add(Permission.objects.get(codename="override_release"))
    assert held(Role.AUDITOR) == {"outbox.override_release"}

    call_command("sync_roles", verbosity=0)

    assert held(Role.AUDITOR) == set(RULES[Role.AUDITOR].permissions)


def test_an_unknown_permission_changes_nothing(monkeypatch):
    call_command("sync_roles", verbosity=0)
    before = held(Role.AUDITOR)
    rules = {Role.AUDITOR: RoleRule("admin:index"), Role.MANAGER: RoleRule("x", ("no.such",))}
    monkeypatch.setattr(sync_roles, "RULES", rules)

    with pytest.raises(CommandError, match=r"unknown permissions: no\.such"):
        call_command("sync_roles", verbosity=0)

    assert held(Role.AUDITOR) == before
