"""Start-up of the app for the investigators' record."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "referral_portal.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
