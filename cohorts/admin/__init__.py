"""List cohorts in the admin, for coordinators and managers; their work is done under /cohorts/."""

from django.contrib import admin
from django.urls import path

from cohorts.admin import dates, places_free, registration, work
from cohorts.admin.waiting import waiting_list
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

    def get_urls(self):
        """Return the stock addresses and that of the waiting list."""
        guarded = self.admin_site.admin_view(waiting_list)
        return [path("waiting/", guarded, name="cohorts_cohort_waiting"), *super().get_urls()]
