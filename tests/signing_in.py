"""Sessions without the page of signing in, for the browser tests of what comes after it.

Signing in by typing has browser tests of its own, and each journey types a password once a person.
"""

from django.test import Client
from django.utils import timezone

from referral_portal.accounts.models import User
from safeguarding.demo.accounts import PASSWORD
from safeguarding.sign_in import sessions


def signed_in(username: str) -> dict[str, str]:
    """Return the cookies of a user with an account of the portal."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return {name: morsel.value for name, morsel in client.cookies.items()}


def worker_signed_in(username: str) -> dict[str, str]:
    """Return the cookies of a link worker of the demonstration."""
    token = sessions.sign_in(username=username, password=PASSWORD, network="n", now=timezone.now())
    return {sessions.cookie_name(): token}
