"""The administrator's desk for the catalogue: look at everything, change what is not published.

Versions are changed as drafts and published here with the verbs of `publishing`; a published
version is shown and never edited. Every change leaves an audit event with the row's id.
"""

from functools import partial

from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programmes.models import (
    District,
    EligibilityCriterion,
    FundingPeriod,
    Partner,
    Programme,
    ProgrammePartner,
    ProgrammeVersion,
    RollOut,
    SessionPlan,
    Story,
    Venue,
)
from programmes.permissions import can_write_catalogue
from programmes.publishing import CannotPublish, DraftExists, make_draft_version, publish_version
from referral_portal.accounts.admin_base import HardenedModelAdmin, portal_admin_site
from referral_portal.audit.recorder import record


class CatalogueAdmin(HardenedModelAdmin):
    """A page of the catalogue; a change is saved and recorded in one transaction."""

    def save_related(self, request, form, formsets, change):
        """Save the rows that belong to this one, and write down what was changed."""
        super().save_related(request, form, formsets, change)
        record(
            f"programmes.{'change' if change else 'add'}",
            actor=request.user,
            target=form.instance,
            now=timezone.now(),
            fields=sorted(form.changed_data),
            parts=sum(1 for formset in formsets for part in formset.forms if part.has_changed()),
        )


class LabelledFormSet(BaseInlineFormSet):
    """Rows of questions that are named also for whoever does not see the head of the table."""

    def add_fields(self, form, index):
        """Name every question of one row."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)


class PartInline(admin.TabularInline):
    """Rows that belong to the page's row and may be changed by whoever may change that."""

    extra = 0
    formset = LabelledFormSet

    def has_view_permission(self, request, obj=None) -> bool:
        return True

    def has_add_permission(self, request, obj=None) -> bool:
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self._may_change(request, obj)

    def _may_change(self, request, obj) -> bool:
        is_final = isinstance(obj, ProgrammeVersion) and obj.is_published
        return can_write_catalogue(request.user) and not is_final


class PartnershipInline(PartInline):
    """Who takes part in a programme."""

    model = ProgrammePartner


class RollOutInline(PartInline):
    """Where a programme was announced."""

    model = RollOut


class SessionPlanInline(PartInline):
    """The sessions of a version."""

    model = SessionPlan


class CriterionInline(PartInline):
    """The criteria of a version."""

    model = EligibilityCriterion


@admin.register(District, site=portal_admin_site)
class DistrictAdmin(CatalogueAdmin):
    """Districts a referral or a cohort can be in."""

    list_display = ["name", "code", "is_active"]
    fields = ["name", "code", "is_active"]


@admin.register(Venue, site=portal_admin_site)
class VenueAdmin(CatalogueAdmin):
    """Rooms."""

    list_display = ["name", "district", "town", "is_active", "is_demo"]
    list_filter = ["district", "is_active"]
    list_select_related = ["district"]


@admin.register(Partner, site=portal_admin_site)
class PartnerAdmin(CatalogueAdmin):
    """Agencies of the scheme."""

    list_display = ["name", "is_core_team", "position"]


@admin.register(Story, site=portal_admin_site)
class StoryAdmin(CatalogueAdmin):
    """Stories on the public page, in the order in which they stand there."""

    list_display = ["title", "kind", "is_published", "position", "is_demo"]
    list_filter = ["kind", "is_published"]


@admin.register(FundingPeriod, site=portal_admin_site)
class FundingPeriodAdmin(CatalogueAdmin):
    """Money with its first and last day."""

    list_display = ["name", "funder", "through", "starts_on", "ends_on", "is_demo"]
    list_select_related = ["funder", "through"]


@admin.register(Programme, site=portal_admin_site)
class ProgrammeAdmin(CatalogueAdmin):
    """Programmes with their partners and roll-outs."""

    list_display = ["code", "pathway", "is_active", "position"]
    fields = ["code", "pathway", "position", "is_active", "historic_phone"]
    inlines = [PartnershipInline, RollOutInline]


@admin.register(ProgrammeVersion, site=portal_admin_site)
class ProgrammeVersionAdmin(CatalogueAdmin):
    """Versions: drafts can be changed and published, published ones looked at and copied."""

    list_display = ["name", "number", "mode", "session_count", "capacity", "published_at"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    readonly_fields = ["published_at"]
    inlines = [SessionPlanInline, CriterionInline]
    change_form_template = "admin/programmes/version_change.html"

    def has_change_permission(self, request, obj=None) -> bool:
        """Return no for a published version."""
        is_final = obj is not None and obj.is_published
        return not is_final and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Keep a stored version where it is: its programme and number are its name."""
        return [*self.readonly_fields, *(["programme", "number"] if obj else [])]

    def get_urls(self):
        """Add the confirm pages of the two verbs."""
        guard = self.admin_site.admin_view
        return [
            path(
                "<int:version_id>/publish/",
                guard(self.publish_page),
                name="programmes_programmeversion_publish",
            ),
            path(
                "<int:version_id>/draft/",
                guard(self.draft_page),
                name="programmes_programmeversion_draft",
            ),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the buttons that the account may press."""
        context = {"can_write_catalogue": can_write_catalogue(request.user)}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def publish_page(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Ask, then publish a draft."""
        version = self._version_to_write(request, version_id)
        words = {
            "question": "Publish this version?",
            "consequence": "New referrals and cohorts will use it, and it can never be changed.",
            "button": "Publish",
        }
        verb = partial(publish_version, version_id=version.pk)
        return confirm_page(request, version=version, words=words, verb=verb)

    def draft_page(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Ask, then copy the newest published version of its programme into a draft."""
        version = self._version_to_write(request, version_id)
        words = {
            "question": "Make a new draft of this programme?",
            "consequence": "It starts as a copy of the newest published version, which stays "
            "current until you publish the draft.",
            "button": "Make a draft",
        }
        verb = partial(make_draft_version, programme_id=version.programme_id)
        return confirm_page(request, version=version, words=words, verb=verb)

    def _version_to_write(self, request: HttpRequest, version_id: int) -> ProgrammeVersion:
        version = self.get_object(request, str(version_id))
        if not can_write_catalogue(request.user):
            raise Http404
        return version


@require_http_methods(["GET", "POST"])
def confirm_page(request: HttpRequest, *, version, words, verb) -> HttpResponse:
    """Show what `verb` will do, and on POST call it and go to the version it returns."""
    error = ""
    if request.method == "POST":
        try:
            result = verb(by=request.user, now=timezone.now())
        except (CannotPublish, DraftExists) as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"{result}: done.")
            return HttpResponseRedirect(
                reverse("admin:programmes_programmeversion_change", args=[result.pk])
            )
    context = {
        **portal_admin_site.each_context(request),
        "title": words["question"],
        "opts": ProgrammeVersion._meta,
        "version": version,
        "words": words,
        "error": error,
    }
    return TemplateResponse(request, "admin/programmes/confirm.html", context)
