"""What Django's own admin makes of the same rows, with the columns and filters of the queue.

Its one deliberate help is `list_select_related` with two tables: left to itself the stock page would
also fetch a sealed envelope a row. Page size, counting and searching are Django's defaults.
"""

from django.contrib import admin

from referrals.models import Referral


class StockSite(admin.AdminSite):
    """A second admin; the portal's own is hardened and may not be compared with itself."""

    def has_permission(self, request) -> bool:
        """Return whether somebody is signed in; the benchmark's account is."""
        return request.user.is_active


class StockReferralAdmin(admin.ModelAdmin):
    """The list as a developer writes it on the first day."""

    list_display = (
        "reference", "participant__name", "route", "pathway", "district", "status",
        "submitted_at", "due_on",
    )  # fmt: skip
    list_filter = ("status", "route", "pathway", "district")
    list_select_related = ("participant", "district")
    search_fields = ("participant__name",)
    ordering = ("submitted_at",)

    def has_view_permission(self, request, obj=None) -> bool:
        """Return yes."""
        return True

    has_module_permission = has_change_permission = has_view_permission


class SmallPagesAdmin(StockReferralAdmin):
    """The same with as many rows a page as the queue shows, so that page size is no excuse."""

    list_per_page = 25


stock_site = StockSite(name="stock")
stock_site.register(Referral, StockReferralAdmin)
# A model can be registered once on a site.
small_site = StockSite(name="stock_small")
small_site.register(Referral, SmallPagesAdmin)
