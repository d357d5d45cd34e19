"""Start-up of the app for referrals: the forms, the decision, the waiting list."""

from importlib import import_module

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the checks of messages that are about to leave, and the words of the audit."""
        import_module("referrals.truth")
        import_module("referrals.audit_words")
