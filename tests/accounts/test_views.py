"""Signing in: one answer to every mistake, one landing page a role, an end to idle sessions."""

import pytest
from django.urls import reverse

from referral_portal.accounts.roles import RULES, Role
from tests.factories.accounts import PASSWORD, TRAITS, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password_only(settings):
    """The second step has tests of its own."""
    settings.SECOND_FACTOR = False


def sign_in(client, username, password=PASSWORD):
    return client.post(reverse("sign_in"), {"username": username, "password": password})


@pytest.mark.parametrize("trait", TRAITS)
def test_each_role_lands_where_it_works(client, trait):
    user = UserFactory(**{trait: True})

    response = sign_in(client, user.username)
    assert response["Location"] == reverse("landing")
    assert client.get(reverse("landing"))["Location"] == reverse(RULES[TRAITS[trait]].landing)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client):
    user = UserFactory(coordinator=True)

    wrong = sign_in(client, user.username, "not the passphrase")
    unknown = sign_in(client, "nobody-here", "not the passphrase")

    def shown(response, name):
        return response.content.decode().replace(name, "NAME")

    tokens = [r.context["csrf_token"] for r in (wrong, unknown)]
    assert shown(wrong, user.username).replace(str(tokens[0]), "") == shown(
        unknown, "nobody-here"
    ).replace(str(tokens[1]), "")


def test_an_account_that_is_switched_off_is_out_at_the_next_page(client):
    user = UserFactory(coordinator=True)
    sign_in(client, user.username)
    user.is_active = False
    user.save()

    assert "sign-in" in client.get(reverse("landing"))["Location"]


def test_every_role_has_a_rule():
    assert set(RULES) == set(Role)
