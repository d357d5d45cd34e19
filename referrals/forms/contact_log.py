"""What a user records about a contact: how, with what result, and when to try again."""

import datetime as dt

from django.core.exceptions import ValidationError

from referral_portal.common.date_field import GovukDateField
from referral_portal.common.dates import at_local
from referral_portal.common.fields import Choice, DropDown, MultiChoice, TextLine
from referral_portal.common.forms import PortalForm
from referrals.enums import CallOutcome, ContactHow, ContactWith

ANY_TIME = ("", "Any time that day")
# Every quarter of an hour from 7:00 to 21:45.
TIMES = [f"{hour:02}:{minute:02}" for hour in range(7, 22) for minute in (0, 15, 30, 45)]


class CallForm(PortalForm):
    """A contact with a person who asked to be called. "Left a message" needs permission."""

    how = Choice(
        label="How?", choices=ContactHow.choices, initial=ContactHow.CALLED, label_size="m"
    )
    result = Choice(
        label="How did the call go?",
        choices=CallOutcome.choices,
        missing="Select how the call went",
        label_size="m",
    )
    words = TextLine(
        label="Note (optional)",
        help_text="Only write about the next call. Do not write about what they have done.",
        required=False,
        max_length=500,
    )
    next_on = GovukDateField(
        label="Next try (optional)",
        subject="The day of the next try",
        must_be="today or future",
        required=False,
    )
    next_at = DropDown(
        label="Time of the next try",
        choices=[ANY_TIME, *((time, time) for time in TIMES)],
        required=False,
    )

    def __init__(self, *args, may_leave_message: bool, **kwargs):
        """`may_leave_message`: whether the person allows messages."""
        super().__init__(*args, **kwargs)
        if not may_leave_message:
            self.fields["result"].choices = [
                (value, label)
                for value, label in CallOutcome.choices
                if value != CallOutcome.MESSAGE
            ]

    def clean(self):
        """Refuse a time without a day."""
        data = super().clean()
        if data.get("next_at") and not data.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", ValidationError("Enter the day of the next try"))
        return data

    def contact(self) -> dict:
        """Return the answers as the verbs take them."""
        data = dict(self.cleaned_data)
        on, time = data.pop("next_on"), data.pop("next_at")
        clock = dt.time.fromisoformat(time) if time else dt.time()
        return data | {"next_try_at": at_local(on, clock) if on else None}


class ReferralCallForm(CallForm):
    """A contact on a referral, and the signs of danger that were spoken about."""

    with_whom = Choice(label="With whom?", choices=ContactWith.choices, label_size="m")
    signs = MultiChoice(
        label="Which of these did you speak to the participant about?",
        help_text="Each sign that you select is closed. Leave the others open.",
        required=False,
    )
    field_order = ("with_whom", "how", "result", "signs")

    def __init__(self, *args, open_signs=(), is_agency: bool = False, **kwargs):
        """`open_signs`: (key, words) of each; an agency's referral may be about its referrer."""
        super().__init__(*args, **kwargs)
        self.fields[
            "words"
        ].help_text = (
            "For the file. Write nothing about a person at risk here: write to the link worker."
        )
        self.fields["signs"].choices = open_signs
        if not open_signs:
            del self.fields["signs"]
        if not is_agency:
            del self.fields["with_whom"]
