"""The background work of pages: forgetting those that are too old to be sent again."""

from celery import shared_task
from django.utils import timezone

from referral_portal.pages.models import UsedPage
from referral_portal.pages.posting import forget_used_pages


@shared_task(name="pages.forget_used")
def forget_used() -> None:
    """Delete used pages that are too old."""
    forget_used_pages(UsedPage, now=timezone.now())
