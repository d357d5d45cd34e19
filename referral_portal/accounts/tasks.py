"""The background work of accounts: deleting typed pages and sessions whose time is over."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from referral_portal.accounts.shelf import SHELF


@shared_task(name="accounts.forget_typed_pages")
def forget_typed_pages() -> None:
    """Delete what was typed and not sent again in time."""
    SHELF.forget(now=timezone.now())


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Delete the sessions of users whose browsers never signed out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
