"""The background work of referrals: deleting forms that nobody sent.

Argument-free wake-ups from the beat; safe to run twice. Nothing is decided here.
"""

from celery import shared_task
from django.utils import timezone

from referrals import drafts


@shared_task(name="referrals.forget_drafts")
def forget_drafts() -> None:
    """Delete drafts whose time is over."""
    drafts.forget_drafts(now=timezone.now())
