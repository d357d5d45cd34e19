"""The referral portal: settings, entry points and the low layers every app stands on."""

from referral_portal.celery import app as celery_app

__all__ = ["celery_app"]
