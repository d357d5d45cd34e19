"""The administrator's pages for clock rules and local closures.

What has begun is read and not changed: forms were given their dates by it.
"""

import datetime as dt

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils import timezone

from programmes.admin.catalogue import CatalogueAdmin
from programmes.models import ClockRule, Closure
from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.common.dates import local_today

TOO_EARLY = "Enter a date after today. Forms that have arrived keep their dates."


def check_future(day: dt.date | None) -> dt.date | None:
    """Return `day`; raise ValidationError unless it is after today."""
    if day is not None and day <= local_today(timezone.now()):
        raise forms.ValidationError(TOO_EARLY, code="too_early")
    return day


class ClockRuleForm(forms.ModelForm):
    """The clock rules of a pathway, which keep what the public pages promise."""

    def clean_starts_on(self):
        """Refuse a first day that is not after today."""
        return check_future(self.cleaned_data["starts_on"])

    def clean_contact_working_days(self):
        """Refuse more days than the public pages promise."""
        days, promised = self.cleaned_data["contact_working_days"], settings.FIRST_CALL_WORKING_DAYS
        if days > promised:
            raise forms.ValidationError(
                f"Enter {promised} or fewer. The public pages promise a call within {promised} "
                "working days.",
                code="promised",
            )
        return days


class ClosureForm(forms.ModelForm):
    """A local closure."""

    def clean_closed_on(self):
        """Refuse a day that is not after today."""
        return check_future(self.cleaned_data["closed_on"])


class DatedAdmin(CatalogueAdmin):
    """A page of rows that can be changed until their day comes."""

    day = ""

    def has_change_permission(self, request, obj=None) -> bool:
        """Return False for a row whose day has come."""
        has_begun = obj is not None and getattr(obj, self.day) <= local_today(timezone.now())
        return not has_begun and super().has_change_permission(request, obj)


@admin.register(ClockRule, site=portal_admin_site)
class ClockRuleAdmin(DatedAdmin):
    """Clock rules, in dated versions for each pathway."""

    form = ClockRuleForm
    day = "starts_on"
    list_display = [
        "pathway",
        "starts_on",
        "contact_working_days",
        "decision_working_days",
        "place_days",
        "cutoff_hour",
    ]
    list_filter = ["pathway"]

    def get_changeform_initial_data(self, request):
        """Fill the form with the default rules."""
        return {**settings.CLOCKS, **super().get_changeform_initial_data(request)}


@admin.register(Closure, site=portal_admin_site)
class ClosureAdmin(DatedAdmin):
    """Days on which the service is closed."""

    form = ClosureForm
    day = "closed_on"
    list_display = ["closed_on", "reason", "is_active"]
