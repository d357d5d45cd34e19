"""Security points 13 to 19 of signing in, for the portal's staff, each by its number."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from referral_portal import zones
from referral_portal.accounts import second_factor
from referral_portal.common import recovery_codes
from tests.factories.accounts import PASSWORD, TRAITS, UserFactory
from tests.factories.sign_in import CODE, code_of, is_in, join, password, set_up, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("trait", TRAITS)
def test_13_no_role_gets_in_with_a_password_alone(client, clock, trait):
    user = UserFactory(**{trait: True})
    assert "link to set one up" in password(client, user).content.decode()
    assert client.get(reverse("sign_in_set_up"))["Location"] == reverse("sign_in")
    join(client, user)
    for path in (reverse("landing"), "/admin/", "/admin/login/", reverse("account")):
        assert "sign-in" in client.get(path, follow=True).request["PATH_INFO"]
    assert reverse("sign_in_set_up") not in client.get(reverse("sign_in_code"))["Location"]
    codes = client.post(reverse("sign_in_set_up"), {"code": code_of(user)})
    assert len(CODE.findall(codes.content.decode())) == recovery_codes.NUMBER
    assert is_in(client)

    clock.shift(60)
    second = Client()
    assert password(second, user)["Location"] == reverse("sign_in_code")
    # A thief who knows only the password cannot set up another app.
    assert second.get(reverse("sign_in_set_up"))["Location"] == reverse("sign_in")
    assert not is_in(second)
    assert second.post(reverse("sign_in_code"), {"code": "000000"}).status_code == 200
    assert not is_in(second)
    clock.shift(60)
    assert second.post(reverse("sign_in_code"), {"code": code_of(user)}).status_code == 302
    assert is_in(second)


def test_13_the_second_factor_cannot_be_switched_off_in_production():
    assert zones.check_second_factor(False, debug=False, demo=True) is False
    assert zones.check_second_factor(True, debug=False, demo=False) is True
    with pytest.raises(ImproperlyConfigured, match="SECOND_FACTOR=0"):
        zones.check_second_factor(False, debug=False, demo=False)


def test_14_a_password_that_came_too_long_ago_is_asked_for_again(client, clock, settings):
    user = with_app(clock, coordinator=True)
    password(client, user)
    clock.shift(dt.timedelta(minutes=settings.SIGN_IN_STEP_MINUTES, seconds=1))
    answer = client.post(reverse("sign_in_code"), {"code": code_of(user)})
    assert answer["Location"] == reverse("sign_in")
    assert not is_in(client)


def test_14_an_unknown_name_costs_a_hash_too(client, monkeypatch):
    user, hashed = UserFactory(coordinator=True), []
    from django.contrib.auth.hashers import MD5PasswordHasher

    real = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, *given: hashed.append(1) or real(self, *given),
    )
    costs = []
    for who in (user, UserFactory.build(username="nobody-here")):
        hashed.clear()
        password(client, who, "not the passphrase")
        costs.append(len(hashed))
    assert costs == [1, 1]


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("Passphrase 123", False),  # 14 characters
        ("1q2w3e4r5t6y7u8i9o0p", False),  # on the list of common ones
        ("x1 " * 43, False),  # longer than the sign-in page reads
        ("x1 " * 42 + "yz", True),  # 128
    ],
)
def test_16_short_common_and_cut_passwords_are_refused(client, clock, given, is_taken):
    user = with_app(clock, agency_referrer=True)
    client.force_login(user)
    form = {"old_password": PASSWORD, "new_password1": given, "new_password2": given}
    client.post(reverse("account_password"), form)
    user.refresh_from_db()
    assert user.check_password(PASSWORD) is not is_taken
    if is_taken:
        assert password(Client(), user, given).status_code == 302
        assert password(Client(), user, given[:-1]).status_code == 200


def test_19_a_code_counts_once(clock):
    user = with_app(clock, manager=True)
    code = code_of(user)
    first, second = Client(), Client()
    password(first, user)
    password(second, user)
    assert first.post(reverse("sign_in_code"), {"code": code}).status_code == 302
    assert second.post(reverse("sign_in_code"), {"code": code}).status_code == 200
    assert not is_in(second)


def test_19_a_recovery_code_counts_once_and_is_kept_as_a_digest(client, clock):
    user = UserFactory(facilitator=True)
    codes = CODE.findall(set_up(client, user).content.decode())
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert stored.isdisjoint({code.replace("-", "") for code in codes} | set(codes))
    answers = []
    for _ in range(2):
        clock.shift(60)
        again = Client()
        password(again, user)
        answers.append(again.post(reverse("sign_in_code"), {"code": codes[0].lower()}).status_code)
    assert answers == [302, 200]


def test_the_picture_has_no_style_and_the_key_is_the_same(client):
    user = UserFactory(coordinator=True)
    join(client, user)
    page = client.get(reverse("sign_in_set_up")).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    key = second_factor.set_up_key(user)[0]
    assert " ".join(key[i : i + 4] for i in range(0, len(key), 4)) in page


def test_new_recovery_codes_replace_the_old(client, clock):
    user = UserFactory(coordinator=True)
    old = set(CODE.findall(set_up(client, user).content.decode()))
    new = set(CODE.findall(client.post(reverse("account_codes")).content.decode()))
    assert len(new) == recovery_codes.NUMBER
    assert old.isdisjoint(new)
    assert not second_factor.check_code(by=user, code=old.pop(), now=timezone.now())


def test_the_demonstration_signs_in_with_a_password(client, settings):
    settings.SECOND_FACTOR = False
    assert password(client, UserFactory(coordinator=True))["Location"] == reverse("landing")
    assert is_in(client)
