"""The forms of contact details, and of contacts with people at risk."""

import datetime as dt

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.dates import at_local, local, working_days_after
from referral_portal.common.fields import (
    Choice,
    EmailField,
    TextArea,
    TextLine,
    UKPhoneField,
    YesNo,
)
from referral_portal.common.forms import PortalForm
from safeguarding.enums import Method, Result, Safety, Source
from safeguarding.models import PersonAtRisk, SafeContact

NOT_KNOWN_WHO = ("not_known", "Not known who it was")
OTHER_DETAILS = ("other", "Details that are not on this case")


def choices_of(people: list[PersonAtRisk]) -> list[tuple[str, str]]:
    """Return people as the choices of a question, by name."""
    return sorted(
        ((str(person.pk), person.legal_name) for person in people), key=lambda one: (one[1], one[0])
    )


def details_words(contact: SafeContact, now: dt.datetime) -> str:
    """Return contact details as a choice: whose, which, and whether they are safe now."""
    safe = "safe" if contact.was_safe(now) else "not known to be safe now"
    name = contact.person.legal_name
    return f"{name}: {contact.get_method_display().lower()}, {contact.value} ({safe})"


class SafeContactForm(PortalForm):
    """One way to reach a person at risk."""

    person = Choice(label="Whose are these?", missing="Select whose these are", choices=[])
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

    def __init__(self, *args, people: list[PersonAtRisk], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices_of(people)

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

    person = Choice(
        label="Who did you try to reach?", missing="Select who you tried to reach", choices=[]
    )
    contact = Choice(
        label="Which contact details did you use?",
        missing="Select which contact details you used",
        help_text="Only a conversation on details that are marked as safe counts as telling.",
        choices=[],
        reveals={OTHER_DETAILS[0]: ("method",)},
    )
    method = Choice(
        label="How did you try?", missing="Select how you tried", choices=Method.choices
    )
    result = Choice(label="What happened?", missing="Select what happened", choices=Result.choices)
    on = GovukDateField(
        label="When did you try?",
        missing="Enter the date you tried",
        subject="The date you tried",
    )
    time = TextLine(
        label="Time",
        help_text="For example, 14:30.",
        max_length=5,
        width="5",
        missing="Enter a time",
    )
    alerts = forms.MultipleChoiceField(
        label="What have you told this person?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    offered = YesNo(
        label="Did you offer support?",
        missing="Select yes if you offered support",
        initial="no",
    )
    next_try_on = GovukDateField(
        label="If you did not reach them, when will you try next?",
        missing="Enter the date of the next try",
        subject="The date of the next try",
        required=False,
    )
    note = TextArea(label="Note", required=False)

    def __init__(
        self,
        *args,
        people: list[PersonAtRisk],
        contacts: dict[int, SafeContact],
        alerts: list[tuple[int, str]],
        now: dt.datetime,
        **kwargs,
    ):
        moment = local(now)
        kwargs["initial"] = {
            "on": moment.date(),
            "time": f"{moment:%H:%M}",
            "next_try_on": working_days_after(moment.date(), 1),
        } | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs)
        self.contacts = contacts
        self.fields["contact"].choices = [
            *((str(pk), details_words(one, now)) for pk, one in contacts.items()),
            OTHER_DETAILS,
        ]
        self.fields["person"].choices = [*choices_of(people), NOT_KNOWN_WHO]
        if alerts:
            self.fields["alerts"].choices = alerts
        else:
            del self.fields["alerts"]

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("contact")
        cleaned["contact_id"] = None
        if chosen and chosen != OTHER_DETAILS[0]:
            cleaned["contact_id"] = int(chosen)
            cleaned["method"] = self.contacts[int(chosen)].method
        return cleaned

    def clean_time(self) -> dt.time:
        try:
            return dt.datetime.strptime(self.cleaned_data["time"], "%H:%M").time()  # noqa: DTZ007
        except ValueError as error:
            raise ValidationError("Enter a time, like 14:30") from error

    @property
    def at(self) -> dt.datetime:
        """The time of the attempt."""
        return at_local(self.cleaned_data["on"], self.cleaned_data["time"])
