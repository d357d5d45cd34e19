"""Start-up of the app for referrals: the forms, the decision, the waiting list."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    default_auto_field = "django.db.models.BigAutoField"
