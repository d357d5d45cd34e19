"""How a test signs in the way people do: password, then the code of an app."""

import re
import time

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from referral_portal.accounts.invitations import invite
from tests.factories.accounts import PASSWORD, UserFactory

CODE = re.compile(r"<li>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</li>")


def code_box(answer) -> str:
    """The box of a page into which a code is typed, as it is written."""
    (box,) = re.findall(r'<input[^>]* name="code"[^>]*>', answer.content.decode())
    return box


def code_of(user) -> str:
    """The code the app shows now."""
    totp = TOTP(TOTPDevice.objects.get(user=user).bin_key)
    totp.time = time.time()
    return f"{totp.token():06}"


def password(client, user, given=PASSWORD, **extra):
    return client.post(reverse("sign_in"), {"username": user.username, "password": given}, **extra)


def join(client, user, chosen=PASSWORD):
    """Come by a link and choose a password; what comes next is in the answer's Location."""
    token = invite(user=user, by=None, now=timezone.now())
    form = {"new_password1": chosen, "new_password2": chosen}
    answer = client.post(reverse("join", args=[token]), form)
    user.refresh_from_db()
    return answer


def set_up(client, user):
    """Sign in for the first time; return the page with the recovery codes."""
    assert join(client, user)["Location"] == reverse("sign_in_set_up")
    return client.post(reverse("sign_in_set_up"), {"code": code_of(user)})


def with_app(clock, **traits):
    user = UserFactory(**traits)
    set_up(Client(), user)
    clock.shift(60)
    return user


def signed_in(clock, user, client=None):
    client = client or Client()
    password(client, user)
    assert client.post(reverse("sign_in_code"), {"code": code_of(user)}).status_code == 302
    clock.shift(60)
    return client


def is_in(client) -> bool:
    return "sign-in" not in client.get(reverse("landing")).get("Location", "")
