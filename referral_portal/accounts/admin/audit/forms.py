"""What an auditor may type: an account's number, days, a row to look up, and why a file is needed."""

import datetime as dt

from django import forms

from referral_portal.accounts.admin.audit.which import LARGEST_ACCOUNT
from referral_portal.common.fields import Choice, TextLine
from referral_portal.common.forms import PortalForm
from referral_portal.common.normal_forms import plain_digits, read_date
from referral_portal.common.spreadsheets import FORMATS

LINE = 40


class DayField(TextLine):
    """A day typed in one box."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=LINE, width="10", **kwargs)

    def clean(self, value) -> dt.date | None:
        typed = super().clean(value)
        day = read_date(typed) if typed else None
        if typed and day is None:
            raise forms.ValidationError(f"{self.label} must be a real date, like 27/11/2026")
        return day


class FilterForm(PortalForm):
    """The filters that are typed; the others are choices."""

    account = TextLine(label="Account number", required=False, max_length=LINE, width="5")
    since = DayField(label="From day")
    until = DayField(label="To day")

    def clean_account(self) -> int | None:
        """Return the number of an account."""
        typed = plain_digits(self.cleaned_data["account"])
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()) or int(typed) > LARGEST_ACCOUNT:
            raise forms.ValidationError("Account number must be a number, like 12")
        return int(typed)

    def clean(self) -> dict:
        """Refuse days in the wrong order."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "To day must be the same as or after From day")
        return cleaned


class FindForm(PortalForm):
    """The box that looks up one referral, message or other row."""

    q = TextLine(
        label="Find by reference or id",
        help_text="The reference of a referral, or the whole id of a message or other row, as on the "
        "page of an event. A restricted referral is found by its id.",
        missing="Enter an id or a reference",
        max_length=100,
    )


class ExportForm(PortalForm):
    format = Choice(
        label="Which kind of file do you need?",
        missing="Select which kind of file you need",
        choices=FORMATS,
    )
    purpose = Choice(
        label="What do you need the events for?",
        missing="Select what you need the events for",
        choices=(
            ("audit", "An audit or an inspection"),
            ("incident", "Looking into an incident or a complaint"),
            ("request", "Answering a request for someone’s own data"),
        ),
    )
