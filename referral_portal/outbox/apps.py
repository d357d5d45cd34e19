"""Start-up of the app for what leaves the house."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "referral_portal.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
