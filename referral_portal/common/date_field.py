"""A date typed in three boxes, as GOV.UK asks for one: day, month, year.

An error names the boxes it is about, so that only those are marked and the error summary links to
the first of them.
"""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from referral_portal.common.dates import local_today
from referral_portal.common.fields import PresentedField
from referral_portal.common.rendering import DATE_PARTS

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
EARLIEST_YEAR = 1900
LATEST_YEAR = 2100


class DateParts(forms.Widget):
    """Three text boxes, whose value in the form is a dictionary of the typed texts."""

    govuk_kind = "date"
    use_fieldset = True

    def parts(self, value) -> dict[str, str]:
        """Return the texts of the boxes for a date, an ISO date, typed parts or None."""
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, dt.date):
            return {part: str(getattr(value, part)) for part in DATE_PARTS}
        typed = value if isinstance(value, dict) else {}
        return {part: typed.get(part) or "" for part in DATE_PARTS}

    def value_from_datadict(self, data, files, name):
        return {part: (data.get(f"{name}-{part}") or "").strip()[:20] for part in DATE_PARTS}

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}-{part}" not in data for part in DATE_PARTS)

    def id_for_label(self, id_):
        return f"{id_}-{DATE_PARTS[0]}" if id_ else id_


class GovukDateField(PresentedField, forms.Field):
    """A date; `subject` starts the error sentences ("Your date of birth").

    `must_be` is "past", "today or past", "future", "today or future" or empty. Cleans to a date,
    or None when optional and empty.
    """

    widget = DateParts

    def __init__(self, *, subject: str = "The date", must_be: str = "", **kwargs):
        kwargs.setdefault("missing", f"Enter {subject[0].lower()}{subject[1:]}")
        super().__init__(**kwargs)
        self.subject = subject
        if must_be not in {"", "past", "today or past", "future", "today or future"}:
            raise ValueError(f"must_be cannot be {must_be!r}")
        self.must_be = must_be

    def to_python(self, value):
        if isinstance(value, dt.date) or value in self.empty_values:
            return value or None
        typed = self.widget.parts(value)
        empty = [part for part in DATE_PARTS if not typed[part]]
        if len(empty) == len(DATE_PARTS):
            return None
        if empty:
            raise self.error(f"must include a {' and a '.join(empty)}", "incomplete", empty)
        return self.read(typed)

    def read(self, typed: dict[str, str]) -> dt.date:
        """Return the date in three filled boxes; a month may be a name or its first letters."""
        day, month, year = (typed[part].lower() for part in DATE_PARTS)
        if len(month) >= 3 and not month.isdigit():
            month = next((str(n) for n, name in enumerate(MONTHS, 1) if name.startswith(month)), "")
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise self.error("must include a year of 4 numbers", "year", ["year"])
        if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
            raise self.error("must be a real date", "month", ["month"])
        if not (day.isascii() and day.isdigit() and 1 <= int(day) <= 31):
            raise self.error("must be a real date", "day", ["day"])
        if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
            raise self.error("must be a real date", "year", ["year"])
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            raise self.error("must be a real date", "day", ["day"]) from None

    def validate(self, value):
        super().validate(value)
        if value is None or not self.must_be:
            return
        days_ahead = (value - local_today(timezone.now())).days
        allowed = days_ahead < 0 if "past" in self.must_be else days_ahead > 0
        if not (allowed or ("today" in self.must_be and days_ahead == 0)):
            words = "today or in" if "today" in self.must_be else "in"
            tense = "past" if "past" in self.must_be else "future"
            raise self.error(f"must be {words} the {tense}", "range", DATE_PARTS)

    def error(self, words: str, code: str, parts) -> ValidationError:
        """Return an error sentence about `parts`, the boxes to mark."""
        return ValidationError(f"{self.subject} {words}", code=code, params={"parts": tuple(parts)})

    def has_changed(self, initial, data):
        return self.widget.parts(initial) != self.widget.parts(data)
