"""`manage.py invite` prints a link, with which the first administrator signs in."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from tests.accounts.test_invitations import FORM
from tests.factories.accounts import group_of

pytestmark = pytest.mark.django_db


def test_the_first_administrator_comes_by_a_link_from_the_machine(client):
    group_of(Role.ADMINISTRATOR)
    said = io.StringIO()
    call_command("invite", "first", "--administrator", stdout=said)
    path = said.getvalue().split()[-1]
    assert client.post(path, FORM)["Location"] == reverse("sign_in_set_up")
    assert User.objects.get(username="first").roles == {Role.ADMINISTRATOR}
    with pytest.raises(CommandError, match="exists already"):
        call_command("invite", "first", "--administrator")
    with pytest.raises(CommandError, match="no such account"):
        call_command("invite", "nobody")
