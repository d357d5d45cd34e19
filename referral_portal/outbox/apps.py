"""Start-up of the app for what leaves the house."""

from importlib import import_module

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "referral_portal.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the words of the audit."""
        import_module("referral_portal.outbox.audit_words")
