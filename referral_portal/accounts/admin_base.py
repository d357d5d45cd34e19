"""The hardened admin: one site and one base class that every admin page of the portal uses.

Stock defaults that tell whether a row exists, list other apps' rows or let anybody filter on a
hidden column are off here, once. No app's own page lives in this module.
"""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import path
from django.views.decorators.cache import never_cache

from referral_portal.accounts.roles import RULES


class PortalAdminSite(admin.AdminSite):
    """The admin for roles that work in it; everybody else meets a page that is not there."""

    site_header = "Referral portal"
    site_title = "Referral portal"
    index_title = "Your work"
    site_url = "/"
    enable_nav_sidebar = False
    login_template = "accounts/sign_in.html"

    def has_permission(self, request) -> bool:
        """Return whether this account's role works in the admin."""
        return request.user.is_active and any(
            request.user.has_role(role) for role, rule in RULES.items() if rule.uses_admin
        )

    def admin_view(self, view, cacheable=False):
        """Guard `view`: anonymous people sign in, a role without the admin gets 404."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return never_cache(inner)

    def get_urls(self):
        """Return the site's URLs without those that answer for any row of any model."""
        unwanted = {"view_on_site", "jsi18n_catalog", "autocomplete"}
        kept = [url for url in super().get_urls() if getattr(url, "name", None) not in unwanted]
        # Signing in happens in one place; the admin's own page would be a second door.
        return [path("login/", login_not_required(self.sign_in), name="login")] + [
            url for url in kept if getattr(url, "name", None) != "login"
        ]

    @staticmethod
    def sign_in(request):
        """Send people to the one sign-in page."""
        return redirect_to_login("/admin/")


portal_admin_site = PortalAdminSite(name="admin")


class HardenedModelAdmin(admin.ModelAdmin):
    """What every admin page of ours inherits.

    No deletion, no view on site, no filter that is not declared, no count of the whole table, and
    the same 404 for a row that is absent and a row that is not yours.
    """

    actions = None
    view_on_site = False
    show_full_result_count = False
    list_per_page = 25
    list_max_show_all = 0
    save_as = False
    save_on_top = False

    def has_delete_permission(self, request, obj=None) -> bool:
        """Return no: rows are ended, never deleted."""
        return False

    def lookup_allowed(self, lookup, value, request):
        """Allow the declared list filters, and no other column."""
        declared = {
            part if isinstance(part, str) else part[0]
            for part in self.get_list_filter(request)
            if isinstance(part, str | tuple)
        }
        return lookup.removesuffix("__exact") in declared or lookup in {
            f"{name}__id__exact" for name in declared
        }

    def history_view(self, request, object_id, extra_context=None):
        """Answer 404: the audit shows history, to those who may see it."""
        raise Http404

    def get_object(self, request, object_id, from_field=None):
        """Return the row, or 404 for absent and forbidden rows alike."""
        found = super().get_object(request, object_id, from_field)
        if found is None or not self.has_view_or_change_permission(request, found):
            raise Http404
        return found

    def log_addition(self, request, obj, message):
        """Write nothing: the stock log copies the row's text; the audit holds ids."""

    def log_change(self, request, obj, message):
        """Write nothing, as above."""


class ReadOnlyModelAdmin(HardenedModelAdmin):
    """A page that shows rows and changes none."""

    def has_add_permission(self, request) -> bool:
        """Return no."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Return no."""
        return False
