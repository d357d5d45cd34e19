"""Forms to plan a cohort, give a place in it, and give a colleague access to it.

The forms check that an answer can be read. The verbs decide whether it is allowed.
"""

import datetime as dt

from cohorts.forms.base import NOTHING, STARTS, WORDS, people
from programmes.models import ProgrammeVersion, Venue
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import DropDown, TextArea, TextLine
from referral_portal.common.forms import PortalForm


class ConfirmForm(PortalForm):
    """A button and nothing to fill in."""


class PlaceForm(PortalForm):
    """Give a place; a manager can override the mix with a reason."""

    override = TextArea(
        label="Why are you overriding the mix?",
        help_text="For the file. Write nothing about a person who may have been harmed.",
        max_length=WORDS,
        missing="Say why you are overriding the mix",
    )

    def __init__(self, *args, may_override: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_override:
            del self.fields["override"]


class CohortForm(PortalForm):
    """Plan a cohort, which meets every week on the day of its first session if it is a group."""

    programme = DropDown(label="Programme", missing="Select a programme")
    name = TextLine(
        label="Name of the cohort",
        help_text="For example “Maidstone Tuesdays, January”. Never a person’s name.",
        max_length=60,
        missing="Enter a name for the cohort",
    )
    venue = DropDown(label="Venue", missing="Select a venue")
    starts_on = GovukDateField(
        label="First session",
        help_text="A group meets on this day every week, except on bank holidays and local closures. "
        "One-to-one sessions are booked one by one from this day.",
        subject="The first date",
        must_be="today or future",
    )
    start_time = DropDown(
        label="Starts at",
        choices=[NOTHING, *((start, start) for start in STARTS)],
        help_text="For groups only.",
        required=False,
    )
    first_facilitator = DropDown(label="Facilitator", missing="Select a facilitator")
    second_facilitator = DropDown(
        label="Second facilitator", help_text="Groups need two.", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        versions = ProgrammeVersion.objects.current().in_catalogue_order()
        self.versions = {str(version.pk): version for version in versions}
        venues = Venue.objects.active().filter(district__is_active=True)
        self.venues = {
            str(venue.pk): venue
            for venue in venues.select_related("district").order_by("district__name", "name")
        }
        self.fields["programme"].choices = [
            NOTHING,
            *((key, version.name) for key, version in self.versions.items()),
        ]
        self.fields["venue"].choices = [
            NOTHING,
            *((key, f"{venue.district.name}: {venue.name}") for key, venue in self.venues.items()),
        ]
        facilitators = [NOTHING, *people(Role.FACILITATOR)]
        self.fields["first_facilitator"].choices = facilitators
        self.fields["second_facilitator"].choices = facilitators

    def clean(self) -> dict:
        """Ask for the weekly time of a group; one-to-one sessions have no weekly time."""
        data = super().clean()
        version = self.versions.get(data.get("programme"))
        if version and version.is_group and not data.get("start_time"):
            self.add_error("start_time", "Select a start time")
        return data

    def choices_made(self) -> dict:
        """Return the choices as the planning verb takes them."""
        data = self.cleaned_data
        venue = self.venues[data["venue"]]
        chosen = [data["first_facilitator"], data["second_facilitator"]]
        by_key = {str(user.pk): user for user in User.objects.filter(pk__in=filter(None, chosen))}
        return {
            "programme_version": self.versions[data["programme"]],
            "district": venue.district,
            "venue": venue,
            "name": data["name"],
            "weekday": data["starts_on"].weekday(),
            "start_time": dt.time.fromisoformat(start) if (start := data["start_time"]) else None,
            "starts_on": data["starts_on"],
            "facilitators": [by_key[key] for key in chosen if key],
        }


class AccessForm(PortalForm):
    """Give a colleague access to one cohort for some days."""

    colleague = DropDown(label="Colleague", missing="Select a colleague")
    starts_on = GovukDateField(label="From", subject="The first day")
    ends_on = GovukDateField(label="Until and including", subject="The last day")
    reason = TextLine(label="Why", max_length=200, missing="Say why this colleague needs access")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [
            NOTHING,
            *people(Role.CO_FACILITATOR, Role.FACILITATOR, with_agency=True),
        ]

    def choices_made(self) -> dict:
        """Return the choices as the granting verb takes them."""
        data = self.cleaned_data
        return {
            "user": User.objects.get(pk=data["colleague"]),
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
            "reason": data["reason"],
        }
