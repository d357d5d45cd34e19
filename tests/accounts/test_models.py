"""An account: its name, its roles, and what ends its sessions."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_an_account_without_a_name_is_called_by_its_user_name():
    assert str(User(username="casey")) == "casey"
    assert str(User(username="casey", first_name="Casey", last_name="Invented")) == "Casey Invented"


def test_only_groups_named_after_a_role_are_roles():
    user = UserFactory(manager=True)
    user.groups.add(Group.objects.create(name="choir"))
    user = User.objects.get(pk=user.pk)

    assert user.roles == {Role.MANAGER}
    assert user.has_role(Role.COORDINATOR, Role.MANAGER)
    assert not user.has_role(Role.COORDINATOR)


def test_roles_are_read_once_and_an_account_that_is_switched_off_has_none(
    django_assert_num_queries,
):
    user = User.objects.get(pk=UserFactory(manager=True).pk)
    with django_assert_num_queries(1):
        assert user.roles
        assert user.has_role(Role.MANAGER)
    off = User.objects.get(pk=UserFactory(manager=True, is_active=False).pk)
    with django_assert_num_queries(0):
        assert off.roles == frozenset()


def test_permissions_are_read_once_and_are_those_that_django_finds(django_assert_num_queries):
    user = UserFactory(coordinator=True)
    own = Permission.objects.get(codename="add_group", content_type__app_label="auth")
    user.user_permissions.add(own)
    right = ModelBackend().get_all_permissions(User.objects.get(pk=user.pk))

    fresh = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        assert {"auth.add_group", "referrals.triage_referral"} <= right
        assert all(fresh.has_perm(name) for name in right)
        assert not fresh.has_perm("auth.delete_group")
        assert fresh.has_module_perms("auth")
    assert fresh.get_all_permissions() == right
    off = User.objects.get(pk=UserFactory(coordinator=True, is_active=False).pk)
    with django_assert_num_queries(0):
        assert not off.has_perm("referrals.triage_referral")


def test_a_new_password_and_a_new_round_end_every_session():
    user = UserFactory()
    before = user.get_session_auth_hash()

    user.session_round += 1
    after_round = user.get_session_auth_hash()
    user.set_password("another invented passphrase")

    assert len({before, after_round, user.get_session_auth_hash()}) == 3
