"""The administrator's pages for the catalogue.

An administrator edits drafts and publishes them with the verbs of `publishing`. A published version
can be read but not edited. Every change leaves an audit event with the row's id.
"""

from functools import partial

from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

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
from programmes.publishing import make_draft_version, publish_version
from referral_portal.accounts.admin_base import HardenedModelAdmin, our_formfield, portal_admin_site
from referral_portal.accounts.qualifications import Qualification
from referral_portal.audit.recorder import record
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import Refusal


class CatalogueAdmin(HardenedModelAdmin):
    """A page of the catalogue.

    A change is saved and recorded in one transaction.
    """

    def save_related(self, request, form, formsets, change):
        """Save the rows that belong to this one, and record which fields have changed."""
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
    """A formset whose inputs have labels for screen-reader users, who cannot see the column headings."""

    def add_fields(self, form, index):
        """Label every input of one row."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)


class PartInline(admin.TabularInline):
    """Rows that belong to the page's row.

    Users who may change that row may change these too.
    """

    extra = 2  # rows to add; saving gives more
    formset = LabelledFormSet

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field of a row, as in the form above it."""
        return our_formfield(self, super().formfield_for_dbfield, db_field, request, **kwargs)

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
    """The partners of a programme."""

    model = ProgrammePartner


class RollOutInline(PartInline):
    """The districts in which a programme was announced."""

    model = RollOut


class SessionPlanInline(PartInline):
    """The sessions of a version."""

    model = SessionPlan


class CriterionInline(PartInline):
    """The criteria of a version."""

    model = EligibilityCriterion


@admin.register(District, site=portal_admin_site)
class DistrictAdmin(CatalogueAdmin):
    """The districts that a referral or a cohort can be in."""

    list_display = ["name", "code", "is_active"]
    fields = ["name", "code", "is_active"]


@admin.register(Venue, site=portal_admin_site)
class VenueAdmin(CatalogueAdmin):
    """Venues."""

    list_display = ["name", "district", "town", "is_active", "is_demo"]
    list_filter = ["district", "is_active"]
    list_select_related = ["district"]


@admin.register(Partner, site=portal_admin_site)
class PartnerAdmin(CatalogueAdmin):
    """The partner agencies of the scheme."""

    list_display = ["name", "is_core_team", "position"]


@admin.register(Story, site=portal_admin_site)
class StoryAdmin(CatalogueAdmin):
    """Stories, in the order of the public page."""

    list_display = ["title", "kind", "is_published", "position", "is_demo"]
    list_filter = ["kind", "is_published"]


@admin.register(FundingPeriod, site=portal_admin_site)
class FundingPeriodAdmin(CatalogueAdmin):
    """Funding with its first and last day."""

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
    """Versions: drafts can be changed and published, published versions read and copied."""

    list_display = ["name", "number", "mode", "session_count", "capacity", "published_at"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    readonly_fields = ["published_at"]
    codes = {"facilitator_qualifications": Qualification.choices}
    inlines = [SessionPlanInline, CriterionInline]
    change_form_template = "admin/programmes/version_change.html"

    def has_change_permission(self, request, obj=None) -> bool:
        """Return False for a published version."""
        is_final = obj is not None and obj.is_published
        return not is_final and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Fix the programme and number of a stored version, because they are its name."""
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
        """Show only the buttons that the user may press."""
        context = {"can_write_catalogue": can_write_catalogue(request.user)}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def publish_page(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Publish a draft after confirmation."""
        version = self._version_to_write(request, version_id)
        words = {
            "question": "Publish this version?",
            "consequence": "New referrals and cohorts will use it. You cannot change it afterwards.",
            "button": "Publish",
            "done": "is published",
        }
        verb = partial(publish_version, version_id=version.pk)
        return confirm_page(request, version=version, words=words, verb=verb)

    def draft_page(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Copy the newest published version of a programme into a draft after confirmation."""
        version = self._version_to_write(request, version_id)
        words = {
            "question": "Create a new draft of this programme?",
            "consequence": "The draft starts as a copy of the newest published version, which stays "
            "current until you publish the draft.",
            "button": "Create draft",
            "done": "is ready to edit",
        }
        verb = partial(make_draft_version, programme_id=version.programme_id)
        return confirm_page(request, version=version, words=words, verb=verb)

    def _version_to_write(self, request: HttpRequest, version_id: int) -> ProgrammeVersion:
        version = self.get_object(request, str(version_id))
        if not can_write_catalogue(request.user):
            raise Http404
        return version


@get_or_post
def confirm_page(request: HttpRequest, *, version, words, verb) -> HttpResponse:
    """Explain `verb`, and on POST call it and redirect to the version it returns."""
    error = ""
    if request.method == "POST":
        try:
            result = verb(by=request.user, now=timezone.now())
        except Refusal as refusal:
            error = refusal.words
        else:
            messages.success(request, f"{result} {words['done']}.")
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
