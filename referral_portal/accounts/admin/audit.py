"""The auditor's desk: the audit, read only."""

from django.contrib import admin

from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site
from referral_portal.audit.models import AuditEvent


@admin.register(AuditEvent, site=portal_admin_site)
class AuditEventAdmin(ReadOnlyModelAdmin):
    """Lists the audit events, newest first; they hold ids and codes only."""

    list_display = ["at", "action", "actor_kind", "actor_id", "target_kind", "target_id"]
    list_filter = ["action", "actor_kind"]
    ordering = ["-id"]
    fields = ["at", "action", "actor_kind", "actor_id", "target_kind", "target_id", "data"]
