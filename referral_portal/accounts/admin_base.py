"""The hardened admin: one site and one base class that every admin page of the portal uses.

Stock defaults that tell whether a row exists, list other apps' rows or let anybody filter on a
hidden column are off here, once. No app's own page lives in this module.
"""

from collections.abc import Callable
from functools import cached_property

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from referral_portal.accounts.navigation import staff_page
from referral_portal.accounts.roles import RULES
from referral_portal.accounts.work import WorkItem

# Answer for any row of any model, or belong to a page that is gone.
UNWANTED_SITE_PAGES = {"view_on_site", "autocomplete", "login"}
# The last, nameless, page of a model turns any id into a redirect.
UNWANTED_MODEL_PAGES = ("_delete", "_history")
LONGEST_LIST = 2000


class PortalAdminSite(admin.AdminSite):
    """The admin for roles that work in it; everybody else meets a page that is not there."""

    site_header = "Referral portal"
    site_title = "Referral portal"
    index_title = "Your work"
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._work: list[Callable] = []

    def has_permission(self, request) -> bool:
        """Return whether this account's role works in the admin."""
        return request.user.is_active and any(
            request.user.has_role(role) for role, rule in RULES.items() if rule.uses_admin
        )

    def admin_view(self, view, cacheable=False):
        """Guard `view`: anonymous people sign in, everybody who may not gets the same 404."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied:
                # 403 would say that there is something here.
                raise Http404 from None

        return never_cache(inner)

    def get_urls(self):
        """Return the site's URLs without those that answer for any row of any model."""
        kept = [
            url
            for url in super().get_urls()
            if getattr(url, "name", None) not in UNWANTED_SITE_PAGES
        ]
        # Signing in happens in one place; the admin's own page would be a second door.
        return [path("login/", login_not_required(self.sign_in), name="login"), *kept]

    @staticmethod
    def sign_in(request):
        """Send people to the one sign-in page, and from there to where they wanted to go."""
        wanted = request.GET.get("next", "")
        safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(
            wanted, allowed_hosts=None
        )
        return redirect_to_login(wanted if safe else reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        """Send people to the one page for it, which tells the owner."""
        return redirect("account_password")

    def add_work(self, provider: Callable[..., list[WorkItem]]) -> Callable:
        """Let `provider(request)` add its items to the first page; usable as a decorator."""
        self._work.append(provider)
        return provider

    def index(self, request, extra_context=None):
        """Show what waits for this account, and below it everything it may open."""
        request.current_app = self.name
        context = {
            **staff_page(request.user, "admin:index"),
            "work": [item for provider in self._work for item in provider(request)],
            "app_list": self.get_app_list(request),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def get_log_entries(self, request):
        """Return none: nothing is written there, and nothing is shown from there."""
        return LogEntry.objects.none()


portal_admin_site = PortalAdminSite(name="admin")


class CappedPaginator(Paginator):
    """Pages of a list that never counts a large table: it ends after LONGEST_LIST rows."""

    @cached_property
    def count(self) -> int:
        """How many rows can be paged through."""
        return self.object_list.order_by()[:LONGEST_LIST].count()


class HardenedModelAdmin(admin.ModelAdmin):
    """What every admin page of ours inherits.

    No deletion, no view on site, no filter that is not declared, no count of the whole table, and
    the same 404 for a row that is absent and a row that is not yours.
    """

    actions = None
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    list_per_page = 25
    list_max_show_all = 0
    save_as = False
    save_on_top = False

    def get_urls(self):
        """Return the model's URLs without deletion, the stock history and the redirect by id."""
        return [
            url
            for url in super().get_urls()
            if url.name and not url.name.endswith(UNWANTED_MODEL_PAGES)
        ]

    def has_module_permission(self, request) -> bool:
        """Return whether this model, not just its app, is open to the account."""
        return self.has_view_or_change_permission(request) or self.has_add_permission(request)

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

    def changelist_view(self, request, extra_context=None):
        """Show the list. It changes nothing, so nothing can be posted to it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().changelist_view(request, extra_context)

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

    def log_deletions(self, request, queryset):
        """Write nothing, as above."""


class ReadOnlyModelAdmin(HardenedModelAdmin):
    """A page that shows rows and changes none."""

    def has_add_permission(self, request) -> bool:
        """Return no."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Return no."""
        return False
