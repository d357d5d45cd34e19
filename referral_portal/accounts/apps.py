"""Start-up of the app for staff accounts, roles and agencies."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "referral_portal.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the words of the audit."""
        import_module("referral_portal.accounts.audit_words")
