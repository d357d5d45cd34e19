"""The hardened admin: one site and one base class that every admin page of the portal uses.

The stock pages show whether a row exists, list other apps' rows and filter on hidden columns; all of
that is switched off here. The pages of the apps are in the apps.
"""

import functools
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BooleanField, DateField, Field
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from referral_portal.accounts.admin_fields import Codes, as_ours, date_field, form_class_for
from referral_portal.accounts.admin_words import in_words
from referral_portal.accounts.roles import RULES
from referral_portal.accounts.work import Panel, WorkItem
from referral_portal.common.methods import READ_ONLY
from referral_portal.replica import lists

# They answer for any row of any model, or belong to a page that is switched off.
UNWANTED_SITE_PAGES = {"view_on_site", "autocomplete", "login"}
# The last, nameless, page of a model turns any id into a redirect.
UNWANTED_MODEL_PAGES = ("_delete", "_history")
LONGEST_LIST = 2000


class PortalAdminSite(admin.AdminSite):
    """The admin for the roles that work in it; every other user gets a 404."""

    site_header = settings.SERVICE_NAME
    site_title = settings.SERVICE_NAME
    index_title = "Your work"
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._work: list[Callable] = []
        self._panels: list[Callable] = []

    def has_permission(self, request) -> bool:
        """Return whether this account's role works in the admin."""
        return request.user.is_active and any(
            request.user.has_role(role) for role, rule in RULES.items() if rule.uses_admin
        )

    def admin_view(self, view, cacheable=False):
        """Guard `view`: anonymous users sign in, and users without the right get a 404."""
        guarded = super().admin_view(view, cacheable)

        @functools.wraps(guarded)
        def inner(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied:
                # 403 would give away that the page exists.
                raise Http404 from None

        return never_cache(inner)

    def get_urls(self):
        """Return the site's URLs without those that answer for any row of any model."""
        kept = [
            url
            for url in super().get_urls()
            if getattr(url, "name", None) not in UNWANTED_SITE_PAGES
        ]
        # There is one sign-in page; the admin's own would be a second one to protect.
        return [path("login/", login_not_required(self.sign_in), name="login"), *kept]

    @staticmethod
    def sign_in(request):
        """Send users to the sign-in page, and from there to the page they asked for."""
        wanted = request.GET.get("next", "")
        safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(
            wanted, allowed_hosts=None
        )
        return redirect_to_login(wanted if safe else reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        """Send users to the portal's own page for it, which tells the owner by email."""
        return redirect("account_password")

    def add_work(self, provider: Callable[..., list[WorkItem]]) -> Callable:
        """Add the items of `provider(request)` to the first page; usable as a decorator."""
        self._work.append(provider)
        return provider

    def add_panel(self, provider: Callable[..., Panel | None]) -> Callable:
        """Add the panel of `provider(request)`, if any, below the work; usable as a decorator."""
        self._panels.append(provider)
        return provider

    def index(self, request, extra_context=None):
        """Show the user's work, and below it the pages that they may open."""
        request.current_app = self.name
        work = lists.read(
            request, lambda: [item for provider in self._work for item in provider(request)]
        )
        work.sort(key=lambda item: (not item.is_first, not item.is_urgent))
        context = {
            "work": work,
            "lists": [item for item in work if item.rows],
            "others": [item for item in work if not item.rows and item.count != "0"],
            "nothing": [item for item in work if not item.rows and item.count == "0"],
            "panels": [panel for provider in self._panels if (panel := provider(request))],
            "app_list": self.get_app_list(request),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def get_log_entries(self, request):
        """Return no entries, because nothing is written to the stock log."""
        return LogEntry.objects.none()


portal_admin_site = PortalAdminSite(name="admin")


class CappedPaginator(Paginator):
    """A paginator that ends after LONGEST_LIST rows, so that it never counts a large table."""

    longest = LONGEST_LIST

    @cached_property
    def count(self) -> int:
        """The number of rows, at most LONGEST_LIST."""
        return self.object_list.order_by()[:LONGEST_LIST].count()


def our_formfield(owner, stock: Callable, db_field: Field, request, **kwargs):
    """Return the field for a column on a page of `owner`; `stock` is Django's own way to make it."""
    if choices := getattr(owner, "codes", {}).get(db_field.name):
        label = str(db_field.verbose_name)
        return Codes(
            choices=[(code, f"{words[:1].upper()}{words[1:]}") for code, words in choices],
            required=not db_field.blank,
            label=f"{label[:1].upper()}{label[1:]}",
            help_text=db_field.help_text,
        )
    if type(db_field) is DateField:
        return date_field(db_field)
    if form_class := form_class_for(db_field):
        kwargs.setdefault("form_class", form_class)
    return as_ours(stock(db_field, request, **kwargs))


class HardenedModelAdmin(admin.ModelAdmin):
    """The base of every admin page of the portal.

    It has no deletion, no view on site, only declared filters and no count of the whole table. An
    absent row and a row that the user may not see get the same 404.
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
    # The choices of columns that hold a list of codes.
    codes: dict[str, list[tuple[str, str]]] = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field of the form; it is drawn, and text is cleaned, as on our other pages."""
        return our_formfield(self, super().formfield_for_dbfield, db_field, request, **kwargs)

    def get_list_display(self, request):
        """Return the columns of the list; yes and no stand there as words."""
        return [self._in_words(name) for name in super().get_list_display(request)]

    def _in_words(self, name: str):
        try:
            column = self.opts.get_field(name)
        except FieldDoesNotExist:
            return name
        if not isinstance(column, BooleanField):
            return name

        @admin.display(description=column.verbose_name, ordering=name)
        def yes_or_no(row) -> str:
            return in_words(column, getattr(row, name))

        return yes_or_no

    def get_urls(self):
        """Return the model's URLs without the deletion, the stock history and the redirect by id."""
        return [
            url
            for url in super().get_urls()
            if url.name and not url.name.endswith(UNWANTED_MODEL_PAGES)
        ]

    def has_module_permission(self, request) -> bool:
        """Return whether the user may open this model, not just its app."""
        return self.has_view_or_change_permission(request) or self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Return False, because rows are ended and never deleted."""
        return False

    def lookup_allowed(self, lookup, value, request):
        """Allow the declared list filters, and no other column."""
        # A filter of our own is a class with the name of its parameter.
        declared = {
            part if isinstance(part, str) else getattr(part, "parameter_name", None) or part[0]
            for part in self.get_list_filter(request)
        }
        return lookup.removesuffix("__exact") in declared or lookup in {
            f"{name}__id__exact" for name in declared
        }

    def changelist_view(self, request, extra_context=None):
        """Show the list, and refuse a POST: the list changes nothing."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method not in READ_ONLY:
            return HttpResponseNotAllowed(READ_ONLY)
        # A select box without a choice sends its name all the same.
        chosen = request.GET.copy()
        for name in [name for name, value in chosen.items() if value == ""]:
            del chosen[name]
        request.GET = chosen
        return super().changelist_view(request, extra_context)

    def get_object(self, request, object_id, from_field=None):
        """Return the row; raise Http404 for an absent and for a forbidden row."""
        found = super().get_object(request, object_id, from_field)
        if found is None or not self.has_view_or_change_permission(request, found):
            raise Http404
        return found

    def log_addition(self, request, obj, message):
        """Write nothing: the stock log copies the row's text, while the audit holds ids only."""

    def log_change(self, request, obj, message):
        """Write nothing, as above."""

    def log_deletions(self, request, queryset):
        """Write nothing, as above."""


class ReadOnlyModelAdmin(HardenedModelAdmin):
    """A page that shows rows and changes none."""

    def has_add_permission(self, request) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Return False."""
        return False
