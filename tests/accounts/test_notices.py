"""Security point 20: owners hear of a new browser and of a changed password or second factor."""

import pytest
import time_machine
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts import second_factor
from referral_portal.outbox.models import OutgoingMessage
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.sign_in import join, signed_in, with_app

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "another invented passphrase"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def user(clock):
    """Return a user who has set up their sign-in, without the notices that this caused."""
    user = with_app(clock, coordinator=True, first_name="Canary", last_name="Canary")
    OutgoingMessage.objects.all().delete()
    return user


def told(user) -> list[str]:
    """What the owner was told, oldest first; put away. No mail names anybody or what this is."""
    mails = list(OutgoingMessage.objects.order_by("created_at"))
    OutgoingMessage.objects.all().delete()
    for mail in mails:
        assert mail.to_address == user.email
        assert mail.subject == "Your account"
        for word in ("canary", user.username, project.SERVICE_NAME.lower(), "referral", "relation"):
            assert word not in (mail.subject + mail.body).lower()
    return [mail.event for mail in mails]


def test_20_a_browser_that_was_not_used_before_is_told_of_once(user, clock):
    browser = signed_in(clock, user)
    assert told(user) == ["device_staff"]
    browser.post(reverse("sign_out"))
    signed_in(clock, user, browser)
    assert told(user) == []
    # A colleague's browser, and a browser with an invented cookie.
    colleague = signed_in(clock, with_app(clock, manager=True))
    OutgoingMessage.objects.all().delete()
    colleague.post(reverse("sign_out"))
    signed_in(clock, user, colleague)
    assert told(user) == ["device_staff"]
    thief = Client()
    thief.cookies["device"] = "0" * 32
    signed_in(clock, user, thief)
    assert told(user) == ["device_staff"]
    assert user.username not in str(browser.cookies["device"])


def test_20_a_changed_password_is_told_of_however_it_was_changed(user, clock):
    browser = signed_in(clock, user)
    told(user)
    form = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert browser.post(reverse("account_password"), form).status_code == 302
    assert told(user) == ["changed_staff"]
    join(Client(), user)
    assert told(user) == ["changed_staff"]


def test_20_a_changed_second_factor_is_told_of(user, clock, client):
    now = timezone.now()
    second_factor.renew_recovery_codes(by=user, now=now)
    assert told(user) == ["changed_staff"]
    client.force_login(UserFactory(administrator=True))
    client.post(reverse("admin:accounts_user_access", args=[user.pk]), {"remove": "1"})
    assert told(user) == ["changed_staff"]


def test_20_who_has_no_address_is_let_in_all_the_same(user, clock):
    user.email = ""
    user.save()
    signed_in(clock, user)
    assert told(user) == []
