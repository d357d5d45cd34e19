"""Start-up of the app for shared building blocks without tables."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "referral_portal.common"
    label = "common"
    default_auto_field = "django.db.models.BigAutoField"
