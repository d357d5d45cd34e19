"""Start-up of the app for envelopes this side can close and never open."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "referral_portal.sealing"
    label = "sealing"
    default_auto_field = "django.db.models.BigAutoField"
