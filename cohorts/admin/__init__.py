"""List cohorts in the admin, for coordinators and managers; their work is done under /cohorts/."""

from django.contrib import admin

from cohorts.admin import dates, places_free, registration, work
from cohorts.models import Cohort
from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site

__all__ = ["CohortAdmin", "dates", "places_free", "registration", "work"]


@admin.register(Cohort, site=portal_admin_site)
class CohortAdmin(ReadOnlyModelAdmin):
    """Cohorts, read-only."""

    list_display = ("name", "programme_version", "district", "status", "starts_on")
    list_filter = ("status", "district")
    list_select_related = ("programme_version", "district")
    ordering = ("-starts_on", "-id")
