"""The administrators' page of errors: which kind, where in our code and when, and never with what."""

from django.contrib import admin

from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site
from referral_portal.audit.models import ErrorReport


@admin.register(ErrorReport, site=portal_admin_site)
class ErrorReportAdmin(ReadOnlyModelAdmin):
    """Lists the reports of errors, newest first."""

    list_display = ["at", "kind", "place", "view", "request"]
    list_filter = ["is_task", "kind"]
    ordering = ["-id"]
    fields = ["at", "kind", "place", "view", "is_task", "request", "told_at"]
