"""The forms of a case and of the session checks.

They clean what is typed; the verbs decide.
"""

import datetime as dt

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from cohorts.enums import CURRENT, CheckState, ConcernState
from cohorts.models import Cohort
from programmes.models import Venue
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.dates import at_local, local
from referral_portal.common.fields import (
    Agreement,
    Choice,
    DropDown,
    EmailField,
    PersonName,
    TextArea,
    TextLine,
    UKPhoneField,
    YesNo,
)
from referral_portal.common.forms import PortalForm
from referral_portal.common.references import tidy_reference
from referrals.models import CardAudience, CardBasis
from safeguarding.enums import (
    AlertKind,
    Basis,
    Method,
    PersonKind,
    Result,
    Safety,
    Source,
    outcomes_of,
)
from safeguarding.models import Worker

CHOOSE = ("", "Choose one")


class SafeContactForm(PortalForm):
    """One way to reach a person at risk."""

    person = PersonName(label="Name", missing="Enter a name")
    kind = Choice(
        label="Relationship to the participant",
        missing="Select the relationship",
        choices=PersonKind.choices,
    )
    method = Choice(
        label="How can you contact this person?",
        missing="Select how you can contact this person",
        choices=Method.choices,
    )
    value = TextLine(
        label="Number or address", max_length=300, missing="Enter a number or an address"
    )
    source = Choice(
        label="Where do these details come from?",
        missing="Select where these details come from",
        choices=Source.choices,
    )
    safety = Choice(
        label="Are these details safe to use?",
        missing="Select whether these details are safe to use",
        choices=Safety.choices,
        hints={
            Safety.SAFE: f"Confirmed today. Confirm again after {settings.SAFE_CONTACT_DAYS} days."
        },
    )
    when = TextLine(
        label="Safe days and times",
        help_text="For example, weekdays before 3pm.",
        max_length=200,
        required=False,
    )
    voicemail_ok = YesNo(
        label="May you leave a message?",
        missing="Select whether you may leave a message",
        initial="no",
    )

    def clean(self):
        cleaned = super().clean()
        method, value = cleaned.get("method"), cleaned.get("value")
        field = None
        if method in {Method.CALL, Method.TEXT}:
            field = UKPhoneField()
        elif method == Method.EMAIL:
            field = EmailField()
        if value and field:
            try:
                cleaned["value"] = field.clean(value)
            except ValidationError as error:
                self.add_error("value", error)
            else:
                if method == Method.EMAIL:
                    self.ask("value", field.question(cleaned["value"]))
        return cleaned


class ContactNoteForm(PortalForm):
    """One attempt to reach a person at risk, and what they were told."""

    method = Choice(
        label="How did you try?", missing="Select how you tried", choices=Method.choices
    )
    result = Choice(label="What happened?", missing="Select what happened", choices=Result.choices)
    on = GovukDateField(label="When did you try?", missing="Enter the date you tried")
    time = TextLine(
        label="Time",
        help_text="For example, 14:30.",
        max_length=5,
        width="5",
        missing="Enter a time",
    )
    alerts = forms.MultipleChoiceField(
        label="What have you told the person at risk?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = TextArea(label="Note", required=False)

    def __init__(self, *args, alerts: list[tuple[int, str]], now: dt.datetime, **kwargs):
        moment = local(now)
        kwargs["initial"] = {"on": moment.date(), "time": f"{moment:%H:%M}"} | kwargs.pop(
            "initial", {}
        )
        super().__init__(*args, **kwargs)
        if alerts:
            self.fields["alerts"].choices = alerts
        else:
            del self.fields["alerts"]

    def clean_time(self) -> dt.time:
        try:
            return dt.datetime.strptime(self.cleaned_data["time"], "%H:%M").time()  # noqa: DTZ007
        except ValueError as error:
            raise ValidationError("Enter a time, like 14:30") from error

    @property
    def at(self) -> dt.datetime:
        """The time of the attempt."""
        return at_local(self.cleaned_data["on"], self.cleaned_data["time"])


class ReleaseForm(PortalForm):
    """Whether the person at risk has been told, so that the waiting messages may be sent."""

    basis = Choice(
        label="Has the person at risk been told?",
        missing="Select whether the person at risk has been told",
        choices=Basis.choices,
    )


class AlertForm(PortalForm):
    """What the link worker did about one alert."""

    outcome = Choice(label="What did you do?", missing="Select what you did", choices=[])

    def __init__(self, *args, kind: AlertKind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(code, code.label) for code in outcomes_of(kind)]


class CardForm(PortalForm):
    """A text for a named audience."""

    audience = Choice(
        label="Who is this for?", missing="Select who this is for", choices=CardAudience.choices
    )
    basis = Choice(
        label="Why may this be shared?",
        missing="Select why this may be shared",
        choices=CardBasis.choices,
    )
    text = TextArea(
        label="What do they need to know?",
        help_text="Say what they should do. Never say who told you something, or when.",
        max_length=1000,
        missing="Enter what they need to know",
    )
    asks_reply = YesNo(
        label="Do you need a reply?", missing="Select whether you need a reply", initial="no"
    )
    expires_on = GovukDateField(
        label="Last day they can see this", missing="Enter the last day they can see this"
    )
    checked = Agreement(
        label="I have checked that this does not show where the information comes from",
        missing="Confirm that this does not show where the information comes from",
    )


class KeepApartForm(PortalForm):
    """Another participant, a cohort or a venue."""

    apart_from = Choice(
        label="Who or what must the participant be kept apart from?",
        missing="Select who or what the participant must be kept apart from",
        choices=[("person", "Another participant"), ("cohort", "A cohort"), ("venue", "A venue")],
        reveals={"person": ("reference",), "cohort": ("cohort",), "venue": ("venue",)},
    )
    reference = TextLine(
        label="Reference",
        help_text="For example, KM-7F3K-9Q2D.",
        max_length=20,
        width="20",
        missing="Enter a reference",
    )
    cohort = DropDown(label="Cohort", missing="Choose a cohort")
    venue = DropDown(label="Venue", missing="Choose a venue")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cohorts = Cohort.objects.filter(status__in=CURRENT)
        self.fields["cohort"].choices = [
            CHOOSE,
            *((str(pk), name) for pk, name in cohorts.order_by("name").values_list("pk", "name")),
        ]
        venues = Venue.objects.filter(is_active=True).order_by("name")
        self.fields["venue"].choices = [
            CHOOSE,
            *((str(pk), name) for pk, name in venues.values_list("pk", "name")),
        ]

    def clean_reference(self) -> str:
        typed = self.cleaned_data.get("reference", "")
        reference = tidy_reference(typed)
        if typed and not reference:
            raise ValidationError("Enter a reference, like KM-7F3K-9Q2D")
        return reference


class ConcernForm(PortalForm):
    """What has been done about a concern."""

    state = Choice(
        label="What has been done about this concern?",
        missing="Select what has been done about this concern",
        choices=[
            (ConcernState.BEING_HANDLED, ConcernState.BEING_HANDLED.label),
            (ConcernState.CLOSED, ConcernState.CLOSED.label),
        ],
    )


class CheckForm(PortalForm):
    """What the facilitator should do before one session."""

    state = Choice(
        label="What should the facilitator do?",
        missing="Select what the facilitator should do",
        choices=CheckState.choices,
    )


class SearchForm(PortalForm):
    """One thing that is known about a person on a case."""

    typed = TextLine(
        label="Full name, telephone number, email address or date of birth",
        help_text="Enter all of it, as it was given. For example, 07700 900982 or 5 April 1988.",
        max_length=200,
        missing="Enter a name, a number, an email address or a date of birth",
    )


class GiveForm(PortalForm):
    """The link worker who gets a case."""

    worker = DropDown(label="Link worker", missing="Choose a link worker")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = [
            CHOOSE,
            *(
                (str(worker.pk), worker.name)
                for worker in Worker.objects.filter(is_active=True).order_by("name")
            ),
        ]
