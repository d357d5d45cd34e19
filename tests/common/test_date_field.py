"""A date in three boxes: how a month may be typed, and which boxes an error marks."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from referral_portal.common.date_field import BirthDateField, GovukDateField
from referral_portal.common.forms import PortalForm


def refusal(field, value) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


def typed(day: str, month: str, year: str) -> dict:
    return {"day": day, "month": month, "year": year}


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MAR"])
def test_month_may_be_written_in_words(month: str) -> None:
    assert GovukDateField().clean(typed("31", month, "1980")) == dt.date(1980, 3, 31)


@pytest.mark.parametrize(
    ("value", "words", "parts"),
    [
        (typed("", "3", "1980"), "Your birthday must include a day", ("day",)),
        (typed("", "", "1980"), "Your birthday must include a day and a month", ("day", "month")),
        (typed("31", "2", "1980"), "Your birthday must be a real date", ("day",)),
        (typed("31", "13", "1980"), "Your birthday must be a real date", ("month",)),
        (typed("x", "3", "1980"), "Your birthday must be a real date", ("day",)),
        (typed("²", "3", "1980"), "Your birthday must be a real date", ("day",)),
        (typed("1", "3", "80"), "Your birthday must include a year of 4 numbers", ("year",)),
        (typed("1", "3", "1066"), "Your birthday must be a real date", ("year",)),
    ],
)
def test_error_of_a_date_names_its_boxes(value: dict, words: str, parts: tuple) -> None:
    with pytest.raises(ValidationError) as caught:
        GovukDateField(subject="Your birthday").clean(value)
    assert caught.value.messages == [words]
    assert caught.value.params["parts"] == parts


def test_no_date_at_all() -> None:
    assert refusal(GovukDateField(subject="Your birthday"), typed("", "", "")) == (
        "Enter your birthday"
    )
    assert GovukDateField(required=False).clean(typed("", "", "")) is None


# Half past midnight in Kent: still the day before in Greenwich.
@time_machine.travel(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), tick=False)
@pytest.mark.parametrize(
    ("must_be", "allowed"),
    [
        ("past", {"30"}),
        ("today or past", {"30", "1"}),
        ("today or future", {"1", "2"}),
        ("future", {"2"}),
    ],
)
def test_today_is_the_day_in_kent(must_be: str, allowed: set) -> None:
    field = GovukDateField(must_be=must_be)
    for day, month in (("30", "6"), ("1", "7"), ("2", "7")):
        value = typed(day, month, "2026")
        if day in allowed:
            assert field.clean(value).day == int(day)
        else:
            assert must_be.rsplit(maxsplit=1)[-1] in refusal(field, value)


def test_unknown_rule_for_dates_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="yesterday"):
        GovukDateField(must_be="yesterday")


def test_boxes_are_read_in_the_digits_of_any_script() -> None:
    assert GovukDateField().clean(typed("٣١", "٠٣", "١٩٨٠")) == dt.date(1980, 3, 31)
    assert GovukDateField().clean(typed("31.", "Mar.", "1980")) == dt.date(1980, 3, 31)


def test_error_of_a_date_after_the_latest_one_names_the_limit() -> None:
    field = GovukDateField(subject="The review date")
    field.latest = dt.date(2026, 12, 25)
    assert field.clean(field.latest) == field.latest
    words = "The review date must be on or before 25 December 2026"
    assert refusal(field, dt.date(2026, 12, 26)) == words


class Birth(PortalForm):
    born = BirthDateField(label="Born", of="you", subject="Your date of birth", is_adult=True)


class ChildsBirth(PortalForm):
    born = BirthDateField(label="Born", of="them", subject="Their date of birth", is_adult=False)


def errors_of(form: type[PortalForm], day: dt.date, **more) -> list[str]:
    boxes = {"born-day": str(day.day), "born-month": str(day.month), "born-year": str(day.year)}
    return form(boxes | more).errors.get("born", [])


UNDER_AGE = "The programmes are for people aged 18 or over. If it is right, send it again."


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2011, 11, 27), f"This date makes you 15 years old. {UNDER_AGE}"),
        (dt.date(2008, 11, 28), f"This date makes you 17 years old. {UNDER_AGE}"),
        (dt.date(2008, 11, 27), ""),
        (dt.date(1927, 11, 27), ""),
        (
            dt.date(1926, 11, 27),
            "This date makes you 100 years old. If it is right, send it again.",
        ),
        (
            dt.date(1906, 11, 27),
            "This date makes you 120 years old. If it is right, send it again.",
        ),
    ],
)
@time_machine.travel("2026-11-27T12:00Z", tick=False)
def test_an_age_that_is_probably_a_slip_is_asked_about_once(day: dt.date, words: str) -> None:
    assert errors_of(Birth, day) == ([words] if words else [])
    assert errors_of(Birth, day, **{"born-asked": day.isoformat()}) == []
    if words:
        # The answer to a question about another date is no answer.
        assert errors_of(Birth, day, **{"born-asked": "1980-01-01"}) == [words]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 11, 26), "cannot be less than 10 years ago. Check the year"),
        (dt.date(2016, 11, 28), "cannot be less than 10 years ago. Check the year"),
        (dt.date(1905, 11, 27), "cannot be 121 years ago. Check the year"),
        (dt.date(2026, 11, 27), "must be in the past"),
    ],
)
@time_machine.travel("2026-11-27T12:00Z", tick=False)
def test_an_age_that_nobody_here_can_have_is_refused(day: dt.date, words: str) -> None:
    expected = [f"Your date of birth {words}"]
    assert errors_of(Birth, day) == expected
    assert errors_of(Birth, day, **{"born-asked": day.isoformat()}) == expected


@time_machine.travel("2026-11-27T12:00Z", tick=False)
def test_a_child_who_was_harmed_may_be_born_yesterday() -> None:
    assert errors_of(ChildsBirth, dt.date(2026, 11, 26)) == []
    assert "120" in errors_of(ChildsBirth, dt.date(1906, 11, 27))[0]
