"""The reports of errors on this side; they say nothing about a case."""

from referral_portal.audit.models import BaseErrorReport


class ProtectedErrorReport(BaseErrorReport):
    """One unhandled exception on this side."""

    class Meta:
        verbose_name = "error report"
        verbose_name_plural = "error reports"
