"""A date typed in three boxes, as GOV.UK asks for one: day, month, year.

An error names the boxes it is about, so that only those are marked and the error summary links to
the first of them.
"""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from referral_portal.common.dates import age_on, local_today
from referral_portal.common.fields import PresentedField
from referral_portal.common.normal_forms import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    plain_digits,
    read_month,
)
from referral_portal.common.rendering import DATE_PARTS

# Younger or older, the year is a slip. Between these and the next two, the person is asked.
YOUNGEST, OLDEST = 10, 120
ADULT, RARELY_OLDER = 18, 99


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

    `must_be` is "past", "today or past", "future", "today or future" or empty; `latest` can be set
    on the field of one form. Cleans to a date, or None when optional and empty.
    """

    widget = DateParts
    latest: dt.date | None = None

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
        day, month, year = (plain_digits(typed[part]).lower().strip(".") for part in DATE_PARTS)
        number = read_month(month)
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise self.error("must include a year of 4 numbers", "year", ["year"])
        if number is None:
            raise self.error("must be a real date", "month", ["month"])
        if not (day.isascii() and day.isdigit() and 1 <= int(day) <= 31):
            raise self.error("must be a real date", "day", ["day"])
        if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
            raise self.error("must be a real date", "year", ["year"])
        try:
            return dt.date(int(year), number, int(day))
        except ValueError:
            raise self.error("must be a real date", "day", ["day"]) from None

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        days_ahead = (value - local_today(timezone.now())).days
        allowed = days_ahead < 0 if "past" in self.must_be else days_ahead > 0
        if self.must_be and not (allowed or ("today" in self.must_be and days_ahead == 0)):
            words = "today or in" if "today" in self.must_be else "in"
            tense = "past" if "past" in self.must_be else "future"
            raise self.error(f"must be {words} the {tense}", "range", DATE_PARTS)
        if self.latest and value > self.latest:
            last = f"{self.latest:%-d %B %Y}"
            raise self.error(f"must be on or before {last}", "range", DATE_PARTS)

    def error(self, words: str, code: str, parts) -> ValidationError:
        """Return an error sentence about `parts`, the boxes to mark."""
        return ValidationError(f"{self.subject} {words}", code=code, params={"parts": tuple(parts)})

    def has_changed(self, initial, data):
        return self.widget.parts(initial) != self.widget.parts(data)


class BirthDateField(GovukDateField):
    """A date of birth; `of` is "you" or "them", and `is_adult` asks about an age under 18."""

    def __init__(self, *, of: str, subject: str, is_adult: bool, **kwargs):
        super().__init__(subject=subject, must_be="past", **kwargs)
        self.of, self.is_adult = of, is_adult

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        age = _age(value)
        if age > OLDEST:
            raise self.error(f"cannot be {age} years ago. Check the year", "range", ["year"])
        if self.is_adult and age < YOUNGEST:
            raise self.error(
                f"cannot be less than {YOUNGEST} years ago. Check the year", "range", ["year"]
            )

    def question(self, value: dt.date | None) -> str:
        """Return the question about an age that is probably a slip, or ""."""
        age = _age(value) if value else ADULT
        if ADULT <= age <= RARELY_OLDER or (age < ADULT and not self.is_adult):
            return ""
        rule = " The programmes are for people aged 18 or over." if age < ADULT else ""
        return f"This date makes {self.of} {age} years old.{rule} If it is right, send it again."


def _age(born: dt.date) -> int:
    return age_on(born, local_today(timezone.now()))
