"""A session ends when it is idle too long, and in the end however busy it is."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password_only(settings):
    """The second step has tests of its own."""
    settings.SECOND_FACTOR = False


def sign_in(client, username, password=PASSWORD):
    return client.post(reverse("sign_in"), {"username": username, "password": password})


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
