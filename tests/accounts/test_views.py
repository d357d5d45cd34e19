"""Signing in: one answer to every mistake, one landing page a role, an end to idle sessions."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

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


def test_an_idle_session_ends(client, settings):
    user = UserFactory(commissioner=True)
    now = timezone.now()
    with time_machine.travel(now) as clock:
        sign_in(client, user.username)
        assert client.get(reverse("landing")).status_code == 302
        clock.shift(dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES - 1))
        assert "sign-in" not in client.get(reverse("landing"))["Location"]
        clock.shift(dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1))
        assert "sign-in" in client.get(reverse("landing"))["Location"]


def test_a_busy_session_ends_too(client, settings):
    user = UserFactory(commissioner=True)
    with time_machine.travel(timezone.now()) as clock:
        sign_in(client, user.username)
        started = timezone.now()
        minutes = settings.SESSION_IDLE_MINUTES - 1
        while "sign-in" not in client.get(reverse("landing"))["Location"]:
            lasted = timezone.now() - started
            assert lasted <= dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
            clock.shift(dt.timedelta(minutes=minutes))
        assert lasted > dt.timedelta(seconds=settings.SESSION_COOKIE_AGE, minutes=-2 * minutes)


def test_an_account_that_is_switched_off_is_out_at_the_next_page(client):
    user = UserFactory(coordinator=True)
    sign_in(client, user.username)
    user.is_active = False
    user.save()

    assert "sign-in" in client.get(reverse("landing"))["Location"]


def test_every_role_has_a_rule():
    assert set(RULES) == set(Role)
