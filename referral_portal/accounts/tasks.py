"""The background work of accounts: deleting typed pages whose hour is over."""

from celery import shared_task
from django.utils import timezone

from referral_portal.accounts.shelf import SHELF


@shared_task(name="accounts.forget_typed_pages")
def forget_typed_pages() -> None:
    """Delete what was typed and not sent again in time."""
    SHELF.forget(now=timezone.now())
