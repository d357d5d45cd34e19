"""Django's own admin for the same rows, with the columns and filters of the queue.

Its only help is `list_select_related` with two tables; without it the stock page would also fetch a
sealed envelope for each row. Page size, counting and searching are Django's defaults.
"""

from django.contrib import admin

from referrals.models import Referral


class StockSite(admin.AdminSite):
    """A second admin, because the portal's own is hardened."""

    def has_permission(self, request) -> bool:
        """Return whether the user is signed in."""
        return request.user.is_active


class StockReferralAdmin(admin.ModelAdmin):
    """The list with Django's usual options."""

    list_display = (
        "reference", "participant__name", "route", "pathway", "district", "status",
        "submitted_at", "due_on",
    )  # fmt: skip
    list_filter = ("status", "route", "pathway", "district")
    list_select_related = ("participant", "district")
    search_fields = ("participant__name",)
    ordering = ("submitted_at",)

    def has_view_permission(self, request, obj=None) -> bool:
        """Return True."""
        return True

    has_module_permission = has_change_permission = has_view_permission


class SmallPagesAdmin(StockReferralAdmin):
    """The same list with as many rows on a page as the queue."""

    list_per_page = 25


stock_site = StockSite(name="stock")
stock_site.register(Referral, StockReferralAdmin)
# A model can be registered only once on a site.
small_site = StockSite(name="stock_small")
small_site.register(Referral, SmallPagesAdmin)
