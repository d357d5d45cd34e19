"""The participant's name and contact details.

None of them is verified.
"""

from referral_portal.common.fields import (
    EmailField,
    MultiChoice,
    PersonName,
    PostcodeField,
    TextLine,
    UKPhoneField,
    YesNo,
    YesNoNotKnown,
)
from referrals.forms.base import UNKNOWN, StepForm

LIVES_WITH = [
    ("nobody", "Nobody else"),
    ("adults", "Other adults"),
    ("children", "Children"),
    ("shared", "It is a hostel or a shared house"),
]
ONE_WAY = "Enter a phone number or an email address"


class NameForm(StepForm):
    name = PersonName(label="Full name", missing="Enter your full name")
    known_as = PersonName(
        label="What should we call you? (optional)", required=False, max_length=60
    )
    pronouns = TextLine(
        label="Pronouns (optional)",
        required=False,
        max_length=40,
        width="20",
        help_text="For example he, she or they.",
    )


class TheirNameForm(StepForm):
    name = PersonName(label="Full name", missing="Enter their full name")
    known_as = PersonName(
        label="What should we call them? (optional)", required=False, max_length=60
    )
    pronouns = TextLine(
        label="Pronouns (optional)",
        required=False,
        max_length=40,
        width="20",
        help_text="For example he, she or they.",
    )


class HomeForm(StepForm):
    address = TextLine(
        label="Where are you staying?",
        max_length=300,
        missing="Enter where you are staying",
        help_text="If you have no fixed address, tell us where you stay most nights.",
    )
    postcode = PostcodeField(label="Postcode (optional)", required=False)
    lives_with = MultiChoice(
        label="Who else lives there?",
        choices=LIVES_WITH,
        missing="Select who else lives there",
        help_text="You do not need to name anyone.",
    )


class TheirHomeForm(StepForm):
    address = TextLine(
        label="Where are they staying?",
        max_length=300,
        missing="Enter where they are staying",
        help_text="If they have no fixed address, tell us where they stay most nights.",
    )
    postcode = PostcodeField(label="Postcode (optional)", required=False)
    lives_with = MultiChoice(
        label="Who else lives there?",
        choices=[*LIVES_WITH, UNKNOWN],
        exclusive=UNKNOWN[0],
        missing="Select who else lives there, or select “Not known”",
        help_text="Do not name anyone here.",
    )


class ContactForm(StepForm):
    """A phone number or an email address, or both; a phone number also needs its safety questions."""

    phone = UKPhoneField(label="Phone number", required=False)
    may_leave_message = YesNo(label="Can we leave a message saying who we are?", required=False)
    phone_is_shared = YesNo(label="Is this phone shared with anyone?", required=False)
    best_time = TextLine(
        label="What is the best time to call? (optional)",
        required=False,
        help_text="For example, weekdays after 6pm.",
    )
    email = EmailField(
        label="Email address",
        required=False,
        help_text="Only give an address that nobody else reads. Our emails never say what this is about.",
    )
    intro = ("Give us at least one way to reach you.",)
    message_missing = "Select yes if we can leave a message saying who we are"
    shared_missing = "Select yes if this phone is shared with anyone"

    def clean(self):
        data = super().clean()
        wrong = "phone" in self.errors or "email" in self.errors
        if not data.get("phone") and not data.get("email") and not wrong:
            self.add_error("phone", ONE_WAY)
        if data.get("phone"):
            self.need("may_leave_message", self.message_missing)
            self.need("phone_is_shared", self.shared_missing)
        return data


class TheirContactForm(ContactForm):
    may_leave_message = YesNoNotKnown(
        label="Can we leave a message saying who we are?",
        required=False,
        help_text="If this is not known, we do not leave a message.",
    )
    phone_is_shared = YesNoNotKnown(label="Is this phone shared with anyone?", required=False)
    field_order = ("phone", "may_leave_message", "phone_is_shared", "best_time", "email")
    message_missing = "Select whether we can leave a message, or select “Not known”"
    shared_missing = "Select whether this phone is shared, or select “Not known”"
    intro = ("Give us at least one way to reach the person you are referring.",)

    def prepare(self):
        self.fields["phone"].label = "Their phone number"
        self.fields["email"].label = "Their email address"
