"""Security point 18: a sign-in is set up by a link that works once, and by nothing else."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from referral_portal.accounts.invitations import accept, invite
from referral_portal.accounts.models import Invitation, User
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import AuditEvent
from tests.factories.accounts import PASSWORD, UserFactory, group_of
from tests.factories.sign_in import (
    code_box,
    code_of,
    is_in,
    join,
    password,
    signed_in,
    with_app,
)

pytestmark = pytest.mark.django_db
CHOSEN = "a passphrase of their own"
FORM = {"new_password1": CHOSEN, "new_password2": CHOSEN}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def link_for(user) -> str:
    return reverse("join", args=[invite(user=user, by=None, now=timezone.now())])


def test_18_a_new_account_is_nobodys_until_its_owner_comes_by_the_link(client):
    client.force_login(UserFactory(administrator=True))
    form = {"username": "new-colleague", "groups": [group_of(Role.COORDINATOR).pk]}
    assert client.post(reverse("admin:accounts_user_add"), form).status_code == 302
    user = User.objects.get(username="new-colleague")
    assert not user.has_usable_password()
    page = client.post(reverse("admin:accounts_user_access", args=[user.pk]), {"invite": "1"})
    (path,) = re.findall(r"http://testserver(/join/[^<]+)<", page.content.decode())
    again = client.get(reverse("admin:accounts_user_access", args=[user.pk]))
    assert "/join/" not in again.content.decode(), "shown once"

    browser = Client()
    # Looking at it, as a mail program does, does not use it up.
    for _ in range(2):
        assert user.username in browser.get(path).content.decode()
    assert browser.post(path, FORM)["Location"] == reverse("sign_in_set_up")
    assert not is_in(browser), "the password alone opens nothing"
    browser.post(reverse("sign_in_set_up"), {"code": code_of(user)})
    assert is_in(browser)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert {"account.invite", "account.join", "account.second_factor"} <= set(actions)


def test_18_a_link_works_once_for_a_day_and_until_the_next(clock, settings):
    user = UserFactory(coordinator=True)
    replaced, used = link_for(user), link_for(user)
    client = Client()
    assert client.get(replaced).status_code == 404
    assert client.post(replaced, FORM).status_code == 404
    assert client.post(used, FORM).status_code == 302
    assert Client().get(used).status_code == 404
    assert Client().post(used, FORM).status_code == 404
    late = link_for(user)
    clock.shift(dt.timedelta(hours=settings.INVITE_HOURS, seconds=1))
    assert client.get(late).status_code == 404
    assert client.get(reverse("join", args=["never-was-one"])).status_code == 404
    user.is_active = False
    user.save()
    assert client.get(link_for(user)).status_code == 404


def test_18_a_weak_password_does_not_use_the_link_up(client):
    path = link_for(UserFactory(coordinator=True))
    for weak in ("short", "1q2w3e4r5t6y7u8i9o0p"):
        form = {"new_password1": weak, "new_password2": weak}
        assert client.post(path, form).status_code == 200
    assert client.post(path, FORM).status_code == 302


@pytest.mark.parametrize("weak", ["short", "1q2w3e4r5t6y7u8i9o0p"])
def test_a_weak_password_is_named_beside_the_box_where_it_is_chosen(clock, client, weak):
    form = {"new_password1": weak, "new_password2": weak}
    at_the_link = client.post(link_for(UserFactory(coordinator=True)), form)
    inside = signed_in(clock, with_app(clock, coordinator=True))
    changing = inside.post(reverse("account_password"), form | {"old_password": PASSWORD})
    for answer in (at_the_link, changing):
        assert set(answer.context["form"].errors) == {"new_password1"}
        assert 'id="id_new_password1-error"' in answer.content.decode()


def test_two_passwords_that_differ_are_named_beside_the_second_box(client):
    form = {"new_password1": CHOSEN, "new_password2": PASSWORD}
    answer = client.post(link_for(UserFactory(coordinator=True)), form)
    assert set(answer.context["form"].errors) == {"new_password2"}


def test_a_phone_shows_digits_for_a_code_and_letters_for_a_recovery_code(clock):
    user, browser = UserFactory(coordinator=True), Client()
    join(browser, user)
    boxes = [code_box(browser.get(reverse("sign_in_set_up")))]
    user = with_app(clock, coordinator=True)
    password(browser, user)
    page = browser.get(reverse("sign_in_code"))
    for box in [*boxes, code_box(page)]:
        assert 'inputmode="numeric"' in box
        assert 'autocomplete="one-time-code"' in box
    assert 'href="?recovery"' in page.content.decode()
    letters = browser.get(reverse("sign_in_code"), {"recovery": ""})
    recovery = code_box(letters)
    assert "6 digits" in page.content.decode()
    assert "6 digits" not in letters.content.decode()
    wrong = browser.post(f"{reverse('sign_in_code')}?recovery", {"code": "AAAA"}).content.decode()
    assert "The recovery code is wrong" in wrong
    assert "next code in your app" not in wrong
    assert "inputmode" not in recovery
    assert "one-time-code" not in recovery


def test_18_what_is_stored_opens_nothing():
    user = UserFactory()
    token = invite(user=user, by=None, now=timezone.now())
    stored = str(list(Invitation.objects.values()) + list(AuditEvent.objects.values()))
    assert token not in stored
    assert (
        accept(token=Invitation.objects.get().digest, password=CHOSEN, now=timezone.now()) is None
    )


@pytest.mark.parametrize("has_app", [True, False])
def test_13_the_first_who_knows_a_password_sets_no_app_up(clock, client, has_app):
    user = with_app(clock, coordinator=True) if has_app else UserFactory(coordinator=True)
    answer = password(client, user)
    if has_app:
        assert answer["Location"] == reverse("sign_in_code")
    else:
        assert "Ask your administrator for a link" in answer.content.decode()
        # Even when the owner is halfway through.
        join(Client(), user)
        password(client, user)
    assert client.get(reverse("sign_in_set_up"))["Location"] == reverse("sign_in")
    assert client.post(reverse("sign_in_set_up"), {"code": "000000"})["Location"] == "/sign-in/"
    assert not is_in(client)


def test_19_a_link_for_a_forgotten_password_asks_for_the_code_and_ends_every_session(clock):
    user = with_app(clock, agency_referrer=True)
    elsewhere = signed_in(clock, user)
    browser = Client()
    browser.force_login(UserFactory(commissioner=True))
    assert join(browser, user, CHOSEN)["Location"] == reverse("sign_in_code")
    assert not is_in(elsewhere)
    assert not is_in(browser), "who was signed in here is not who came by the link"
    assert browser.get(reverse("sign_in_set_up"))["Location"] == reverse("sign_in")
    clock.shift(60)
    assert browser.post(reverse("sign_in_code"), {"code": code_of(user)}).status_code == 302
    assert is_in(browser)
    assert "name or password is wrong" in password(Client(), user, PASSWORD).content.decode()


def test_18_nobody_chooses_a_password_for_somebody_else(client):
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[1])
    user = UserFactory()
    client.force_login(UserFactory(administrator=True))
    assert client.get(f"/admin/accounts/user/{user.pk}/password/").status_code == 404
    page = reverse("admin:accounts_user_change", args=[user.pk])
    client.post(page, {"username": user.username, "qualifications": "[]", "password": "x" * 20})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
