"""What a referrer writes about the behaviour."""

from referrals.forms.their_behaviour import AccountForm
from tests.factories.forms import post


def dates(first: tuple, last: tuple) -> dict:
    parts = ("day", "month", "year")
    return {
        f"{name}_incident_on-{part}": value
        for name, day in (("first", first), ("last", last))
        for part, value in zip(parts, day, strict=True)
    }


def test_the_first_incident_is_not_after_the_most_recent_one(setting):
    def errors(first, last):
        return AccountForm(data=post(dates(first, last)), setting=setting).errors.get(
            "first_incident_on"
        )

    assert errors(("2", "3", "2026"), ("1", "3", "2026")) == [
        "The date of the first incident must be on or before 1 March 2026, the date of the most "
        "recent incident"
    ]
    assert errors(("1", "3", "2026"), ("1", "3", "2026")) is None
