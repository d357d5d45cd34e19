"""The background work of referrals: deleting unsent forms and call-backs whose time is over.

The beat calls these without arguments. They are safe to run twice.
"""

from celery import shared_task
from django.utils import timezone

from referrals import call_backs, drafts


@shared_task(name="referrals.forget_drafts")
def forget_drafts() -> None:
    """Delete drafts whose time is over."""
    drafts.forget_drafts(now=timezone.now())


@shared_task(name="referrals.forget_call_backs")
def forget_call_backs() -> None:
    """Delete call-backs whose time is over."""
    call_backs.forget_call_backs(now=timezone.now())
