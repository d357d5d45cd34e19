"""Security points 21 to 25 and 34 of sessions of the portal's staff, each by its number."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.tasks import forget_sessions
from referral_portal.audit.models import AuditEvent
from referral_portal.settings import CELERY_BEAT_SCHEDULE
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.sign_in import code_of, is_in, join, password, signed_in, with_app

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another invented passphrase"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def test_21_the_session_key_changes_at_every_step_and_the_old_cookie_is_dead(client, clock):
    user = with_app(clock, coordinator=True)
    keys = []
    password(client, user)
    keys.append(client.session.session_key)
    client.post(reverse("sign_in_code"), {"code": code_of(user)})
    keys.append(client.session.session_key)
    client.post(reverse("account_confirm"), {"password": PASSWORD})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    old = client.cookies["portal"].value
    client.post(reverse("sign_out"))
    thief = Client()
    thief.cookies["portal"] = old
    assert not is_in(thief)


def test_22_a_session_ends_in_the_end_however_busy(clock, settings):
    user = with_app(clock, coordinator=True)
    client = signed_in(clock, user)
    for _ in range(settings.SESSION_HOURS * 3 - 1):
        clock.shift(20 * 60)
        assert is_in(client)
    clock.shift(20 * 60)
    assert not is_in(client)


def test_22_a_role_can_have_stricter_limits(clock, settings):
    minutes, _ = settings.SESSION_LIMITS["administrator"]
    assert minutes < settings.SESSION_IDLE_MINUTES
    strict = signed_in(clock, with_app(clock, administrator=True))
    others = signed_in(clock, with_app(clock, commissioner=True))
    assert is_in(strict)
    assert is_in(others)
    clock.shift(dt.timedelta(minutes=minutes, seconds=1))
    assert not is_in(strict)
    assert is_in(others)


def test_23_a_new_password_ends_the_other_sessions_and_not_this_one(clock):
    user = with_app(clock, agency_referrer=True)
    here, elsewhere = signed_in(clock, user), signed_in(clock, user)
    form = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert here.post(reverse("account_password"), form)["Location"] == reverse("account")
    assert is_in(here)
    assert not is_in(elsewhere)


def test_23_everywhere_means_everywhere_and_a_half_made_sign_in_too(clock):
    user = with_app(clock, coordinator=True)
    here, elsewhere, half = signed_in(clock, user), signed_in(clock, user), Client()
    password(half, user)
    here.post(reverse("account_end_sessions"))
    assert not is_in(here)
    assert not is_in(elsewhere)
    assert half.post(reverse("sign_in_code"), {"code": code_of(user)})["Location"] == "/sign-in/"


@pytest.mark.parametrize("button", ["end", "remove"])
def test_23_the_administrator_ends_the_sessions_of_an_account(client, clock, button):
    user, other = with_app(clock, coordinator=True), with_app(clock, coordinator=True)
    theirs, others = signed_in(clock, user), signed_in(clock, other)
    client.force_login(UserFactory(administrator=True))
    path = reverse("admin:accounts_user_access", args=[user.pk])
    assert client.get(path).status_code == 200
    assert is_in(theirs), "looking ends nothing"
    client.post(path, {button: "1"})
    assert not is_in(theirs)
    assert is_in(others)
    answer = password(Client(), user)
    if button == "remove":
        assert "link to set one up" in answer.content.decode()
        assert join(Client(), user)["Location"] == reverse("sign_in_set_up")
    else:
        assert answer["Location"] == reverse("sign_in_code")
    assert AuditEvent.objects.filter(action="account.end_sessions", target_id=user.pk).count() == 1


def test_22_ended_sessions_are_deleted_and_the_others_stay(clock):
    user = with_app(clock, coordinator=True)
    before = Session.objects.count()
    signed_in(clock, user)
    clock.shift(dt.timedelta(hours=settings.SESSION_HOURS - 1))
    here = signed_in(clock, user)
    clock.shift(dt.timedelta(hours=1, minutes=1))
    assert Session.objects.count() == before + 2

    forget_sessions()

    assert Session.objects.get().session_key == here.cookies["portal"].value
    assert forget_sessions.name in {task["task"] for task in CELERY_BEAT_SCHEDULE.values()}


def test_25_the_cookie_is_http_only_and_lax(client):
    join(client, UserFactory(coordinator=True))
    cookie = client.cookies["portal"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_34_the_next_page_is_one_of_ours(clock):
    user = with_app(clock, coordinator=True)
    for wanted, expected in (("https://elsewhere.test/", "/landing/"), ("/cohorts/", "/cohorts/")):
        client = Client()
        client.post(
            reverse("sign_in"),
            {"username": user.username, "password": PASSWORD, "next": wanted},
        )
        assert client.post(reverse("sign_in_code"), {"code": code_of(user)})["Location"] == expected
        clock.shift(60)
