"""Start-up of the app for staff accounts, roles and agencies."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "referral_portal.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
