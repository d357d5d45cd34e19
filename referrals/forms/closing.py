"""The last pages of a form: what makes taking part easier, the referrer and the declaration."""

from django.core.exceptions import ValidationError

from referral_portal.common.fields import (
    Agreement,
    Choice,
    EmailField,
    MultiChoice,
    PersonName,
    TextArea,
    TextLine,
    UKPhoneField,
)
from referral_portal.common.normal_forms import email_form
from referrals.forms.base import UNKNOWN, StepForm

NEEDS = [
    ("interpreter", "An interpreter"),
    ("reading", "Help with reading or writing"),
    ("large_print", "Large print or another format"),
    ("hearing", "Help with hearing or seeing"),
    ("getting_in", "A building without steps"),
    ("other", "Something else"),
    ("none", "Nothing"),
]
AVAILABLE = [
    ("mornings", "Weekday mornings"),
    ("afternoons", "Weekday afternoons"),
    ("evenings", "Weekday evenings"),
    ("saturdays", "Saturdays"),
]


class NeedsForm(StepForm):
    needs = MultiChoice(
        label="What would make it easier for you to take part? (optional)",
        heading=True,
        choices=NEEDS,
        exclusive="none",
        required=False,
        reveals={"interpreter": ("language",), "other": ("needs_words",)},
    )
    language = TextLine(label="Which language?", missing="Enter which language", max_length=60)
    needs_words = TextLine(label="What would help?", missing="Enter what would help")


class TheirNeedsForm(NeedsForm):
    needs = MultiChoice(
        label="What would make it easier for them to take part?",
        heading=True,
        choices=[*NEEDS, UNKNOWN],
        exclusive=("none", UNKNOWN[0]),
        reveals={"interpreter": ("language",), "other": ("needs_words",)},
        missing="Select what would help, or select “Nothing” or “Not known”",
    )
    field_order = ("needs", "language", "needs_words")


class TakingPartForm(StepForm):
    meeting = Choice(
        label="How would you like to meet us?",
        choices=[("in_person", "In person"), ("video", "By video"), ("either", "Either")],
        missing="Select how you would like to meet us",
    )
    alone_on_video = Choice(
        label="Would you be alone in the room for a video call?",
        choices=[("yes", "Yes"), ("no", "No"), ("maybe", "I’m not sure")],
        missing="Select yes if you would be alone in the room",
    )
    available = MultiChoice(
        label="When could you come?", choices=AVAILABLE, missing="Select when you could come"
    )
    travel = Choice(
        label="Could you travel to a session?",
        choices=[("yes", "Yes"), ("help", "Yes, with help"), ("no", "No")],
        missing="Select whether you could travel to a session",
    )


class TheirTakingPartForm(StepForm):
    meeting = Choice(
        label="How would they like to meet us? (optional)",
        choices=[("in_person", "In person"), ("video", "By video"), ("either", "Either")],
        required=False,
    )
    available = MultiChoice(
        label="When could they come? (optional)", choices=AVAILABLE, required=False
    )
    travel = Choice(
        label="Could they travel to a session? (optional)",
        choices=[("yes", "Yes"), ("help", "Yes, with help"), ("no", "No")],
        required=False,
    )


class StaffRiskForm(StepForm):
    staff_risk = TextArea(
        label="Is there a risk to staff, to others or at a venue?",
        max_length=1000,
        missing="Tell us about any risk, or write “none known”",
        help_text="If there is none, write “none known”. Do not name a person harmed here.",
    )
    known_associates = TextLine(
        label="Does the person know anyone on the programme?",
        max_length=200,
        missing="Tell us if the person knows anyone on the programme, or write “not known”",
    )


class ReferrerForm(StepForm):
    """The referrer's details, filled in from the account and kept as they were when sent."""

    referrer_name = PersonName(label="Your name", missing="Enter your name")
    referrer_role = TextLine(label="Your role", missing="Enter your role", max_length=80)
    referrer_team = TextLine(label="Your team (optional)", required=False, max_length=80)
    referrer_email = EmailField(
        label="Your work email address", missing="Enter your work email address"
    )
    referrer_phone = UKPhoneField(
        label="Your work phone number", missing="Enter your work phone number"
    )
    referrer_manager = PersonName(label="Your manager (optional)", required=False)
    hoped_outcome = TextArea(
        label="What outcome do you hope for?",
        max_length=1000,
        rows=3,
        missing="Tell us what outcome you hope for",
    )
    keeps_doing = TextArea(
        label="What work will you continue with this person?",
        max_length=1000,
        rows=3,
        missing="Tell us what work you will continue with this person",
        help_text="Sending this form does not hand your own work over to us.",
    )

    def paragraphs(self):
        return (f"Your agency: {self.setting.account.agency}.",)

    def prepare(self):
        account = self.setting.account
        if account is None:
            return  # a coordinator reads the page; no referrer fills it in
        self.initial = {
            "referrer_name": account.get_full_name(),
            "referrer_role": account.job_title,
            "referrer_email": account.email,
            "referrer_phone": account.phone,
        } | (self.initial or {})

    def clean_referrer_email(self):
        email = self.cleaned_data["referrer_email"]
        domain = self.setting.account.agency.email_domain
        # "bücher.example" and "xn--bcher-kva.example" are one domain.
        if domain and not email_form(email).endswith(email_form(f"x@{domain}")[1:]):
            raise ValidationError(f"Enter your work email address, ending in @{domain}")
        return email


class DeclarationForm(StepForm):
    declares = Agreement(
        label="This is true as far as I know.",
        missing="Tick to say this is true as far as you know",
    )

    def prepare(self):
        if self.setting.with_caller:
            asked = self.fields["declares"]
            asked.label = "I have read the answers back. The caller says they are true."
            asked.error_messages["required"] = (
                "Tick to say the caller has heard the answers and says they are true"
            )
