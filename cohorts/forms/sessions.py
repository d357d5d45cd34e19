"""Forms to book a session for one participant, and to cancel a session or a cohort.

The verbs decide whether a time is possible.
"""

import datetime as dt

from django.core.exceptions import ValidationError

from cohorts.forms.base import NOTHING, REASON, STARTS
from cohorts.models import Cohort
from referral_portal.accounts.models import User
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import DropDown, TextLine
from referral_portal.common.forms import PortalForm


class BookForm(PortalForm):
    """Book a session: its day, time, length and facilitator."""

    on = GovukDateField(label="Day", subject="The day", must_be="today or future")
    start = DropDown(
        label="Starts at",
        choices=[NOTHING, *((start, start) for start in STARTS)],
        missing="Select a start time",
    )
    minutes = TextLine(
        label="Length in minutes", width="4", max_length=4, missing="Enter the length in minutes"
    )
    facilitator = DropDown(label="Facilitator", missing="Select a facilitator")

    def __init__(self, *args, cohort: Cohort, most: int, **kwargs):
        """Offer the facilitators of `cohort`. `most` is the longest length in minutes."""
        super().__init__(*args, **kwargs)
        self.fields["minutes"].help_text = f"{most} at most."
        staff = User.objects.filter(pk__in=cohort.staffing.values("user"), is_active=True)
        self.people = {
            str(user.pk): user for user in staff.order_by("last_name", "first_name", "pk")
        }
        self.fields["facilitator"].choices = [
            *([NOTHING] if len(self.people) > 1 else []),
            *((key, str(user)) for key, user in self.people.items()),
        ]

    def clean_minutes(self) -> int:
        """Return the length as a whole number."""
        typed = self.cleaned_data["minutes"]
        if not (typed.isascii() and typed.isdigit()):
            raise ValidationError("Enter the length as a whole number, like 90")
        return int(typed)

    def choices_made(self) -> dict:
        """Return the choices as the booking verbs take them."""
        data = self.cleaned_data
        return {
            "on": data["on"],
            "start": dt.time.fromisoformat(data["start"]),
            "minutes": data["minutes"],
            "facilitator": self.people[data["facilitator"]],
        }


class CancelForm(PortalForm):
    """Cancel a session or a cohort, with the reason."""

    reason = TextLine(
        label="Why are you cancelling it?",
        help_text="Staff can read this on the page of the cohort. Never write a person’s name.",
        max_length=REASON,
        missing="Say why you are cancelling it",
    )
