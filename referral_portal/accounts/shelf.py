"""Where the portal keeps what was typed on a page whose sign-in had ended."""

from django.conf import settings
from django.db import transaction

from referral_portal.accounts.models import TypedPage
from referral_portal.common.kept_pages import Shelf

SHELF = Shelf(
    zone="portal",
    model=TypedPage,
    cookie=("__Host-" if settings.SECURE else "") + "typed",
    cookie_path="/",
    url_name="account_typed",
    session_hours=settings.SESSION_HOURS,
    atomic=transaction.atomic,
)
