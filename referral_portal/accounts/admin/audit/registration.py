"""The pages of the audit: the list, one event, and the file."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from referral_portal.accounts.admin.audit.export import export
from referral_portal.accounts.admin.audit.forms import FilterForm, FindForm
from referral_portal.accounts.admin.audit.naming import found_row
from referral_portal.accounts.admin.audit.rows import LIST, in_words, rows_of
from referral_portal.accounts.admin.audit.which import NEWEST_FIRST, WHO, WhichEvents
from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import record
from referral_portal.audit.words import choices
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.paging import page_of


@admin.register(AuditEvent, site=portal_admin_site)
class AuditEventAdmin(ReadOnlyModelAdmin):
    """Lists the audit events as sentences, newest first, with filters and a file."""

    fields = ["in_words", "at", "action", "actor_kind", "actor_id", "target_kind", "target_id"]
    fields += ["data"]

    def get_urls(self):
        """Return the stock URLs and that of the file."""
        guarded = self.admin_site.admin_view(export)
        return [path("export/", guarded, name="audit_auditevent_export"), *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        """Return every field, the sentence included."""
        return self.fields

    @admin.display(description="what happened")
    def in_words(self, event: AuditEvent) -> str:
        """Return the sentence, which `get_object` has made for its reader."""
        return event.sentence

    def get_object(self, request, object_id, from_field=None):
        """Return the event with its sentence."""
        event = super().get_object(request, object_id, from_field)
        event.sentence = in_words(event, request.user)
        return event

    def changelist_view(self, request, extra_context=None):
        """Show one page of the events that the address chooses; a POST looks up one row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in GET_OR_POST:
            return HttpResponseNotAllowed(GET_OR_POST)
        find = FindForm(request.POST if request.method == "POST" else None)
        found = _found(request, find) if find.is_valid() else None
        return found or _listing(request, find)


def _found(request: HttpRequest, find: FindForm) -> HttpResponse | None:
    """Lead to the events about the row that was typed, or add an error; record which row it was."""
    row = found_row(request.user, find.cleaned_data["q"])
    if row is None:
        find.add_error("q", "No event has this id or reference, or you may not look it up")
        return None
    record("audit.search", actor=request.user, target=row, now=timezone.now())
    kind, identity = row
    return redirect(f"{reverse(LIST)}{WhichEvents(kind=kind, row=identity).query()}")


def _listing(request: HttpRequest, find: FindForm) -> HttpResponse:
    filters = FilterForm(request.GET)
    is_right = filters.is_valid()
    which = WhichEvents.read(request.GET, filters.cleaned_data)
    page = page_of(
        which.events(),
        order=NEWEST_FIRST,
        params=request.GET,
        size=settings.QUEUE_PAGE_SIZE,
        kept=which.kept(),
    )
    context = {
        "rows": rows_of(page.rows, request.user) if is_right else [],
        "filters": filters,
        "find": find,
        "failed": find if find.errors else filters,
        "which": which,
        "actions": choices(),
        "who": WHO,
        "export_url": f"{reverse('admin:audit_auditevent_export')}{which.query()}",
        "list_url": reverse(LIST),
        "previous_url": page.previous_url if is_right else "",
        "next_url": page.next_url if is_right else "",
    }
    return TemplateResponse(request, "admin/audit/auditevent/list.html", context)
