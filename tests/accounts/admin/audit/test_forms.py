"""What an auditor types, read and refused."""

import datetime as dt

import pytest

from referral_portal.accounts.admin.audit.forms import FilterForm


def test_what_is_typed_in_usual_ways_is_read():
    form = FilterForm({"account": " 12 ", "since": "1 Dec 2026", "until": "2026-12-01"})
    assert form.is_valid()
    day = dt.date(2026, 12, 1)
    assert form.cleaned_data == {"account": 12, "since": day, "until": day}
    assert FilterForm({}).is_valid()


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"account": "-1"}, "account", "must be a number"),
        ({"account": "9" * 30}, "account", "must be a number"),
        ({"since": "31/2/2026"}, "since", "must be a real date"),
        ({"until": "yesterday"}, "until", "To day must be a real date"),
        ({"since": "2/12/2026", "until": "1/12/2026"}, "until", "same as or after"),
    ],
)
def test_what_cannot_be_is_refused_in_words(given, field, words):
    form = FilterForm(given)
    assert words in str(form.errors[field])
