"""The five questions of a call-back, and the referral that a call led to.

No question asks about behaviour. A coordinator asks the same five questions on the phone.
"""

from django import forms

from programmes.models import District
from referral_portal.common.fields import (
    DropDown,
    PersonName,
    TextLine,
    UKPhoneField,
    YesNo,
)
from referral_portal.common.forms import PortalForm
from referral_portal.common.references import tidy_reference


class CallBackForm(PortalForm):
    """Who asks for a call, on which number and when."""

    name = PersonName(label="Your name", missing="Enter your name", width="20")
    phone = UKPhoneField(label="Your phone number")
    safe_times = TextLine(
        label="When is it safe to call you?",
        help_text="For example, weekdays after 6pm. We only call at these times.",
        missing="Enter when it is safe to call you",
    )
    may_leave_message = YesNo(
        label="May we leave a message saying who we are?",
        help_text="If anyone else can hear your messages, select no.",
        missing="Select yes if we may leave a message",
    )
    district = DropDown(label="Which district do you live in?", missing="Choose a district")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = District.objects.active().order_by("name").values_list("code", "name")
        self.fields["district"].choices = [("", "Choose one"), *names]

    def clean_district(self) -> District:
        """Return the chosen district."""
        return District.objects.get(code=self.cleaned_data["district"])


class TakenDownForm(CallBackForm):
    """The same five questions, as a coordinator asks them on the phone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (
            ("name", "Their name"),
            ("phone", "Their phone number"),
            ("safe_times", "When is it safe to call them?"),
            ("district", "Which district do they live in?"),
        ):
            self.fields[name].label = label
        self.fields[
            "may_leave_message"
        ].help_text = "Ask whether anyone else can hear their messages."
        self.fields[
            "safe_times"
        ].help_text = "Write it in their words. We only call at these times."


class LinkForm(PortalForm):
    """The referral that a call led to."""

    reference = TextLine(
        label="Reference of the referral",
        help_text="For example KM-7F3K-9Q2D",
        missing="Enter the reference of the referral",
        width="20",
        max_length=20,
        label_size="m",
    )

    def clean_reference(self) -> str:
        """Return the reference in the form that is stored."""
        reference = tidy_reference(self.cleaned_data["reference"])
        if not reference:
            raise forms.ValidationError("Enter a reference like KM-7F3K-9Q2D")
        return reference
