"""Start-up of the app for the investigators' record."""

from django.apps import AppConfig
from django.conf import settings


class AuditConfig(AppConfig):
    name = "referral_portal.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Report unhandled exceptions; the portal's table takes those that no other app's takes."""
        from referral_portal.audit import reports  # noqa: PLC0415
        from referral_portal.audit.models import ErrorReport  # noqa: PLC0415

        if settings.HAS_PORTAL:
            reports.keepers.append(reports.Keeper(ErrorReport, lambda view: True))
        reports.listen()
