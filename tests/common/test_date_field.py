"""A date in three boxes: how a month may be typed, and which boxes an error marks."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from referral_portal.common.date_field import GovukDateField


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
