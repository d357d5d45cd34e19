"""The forms of contacts: what they clean, and what they refuse."""

import datetime as dt

import pytest
from django.utils import timezone

from safeguarding.casework.contact_forms import ContactNoteForm, SafeContactForm
from safeguarding.models import PersonAtRisk

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
JO = PersonAtRisk(legal_name="Jo Example")
CONTACT = {
    "person": str(JO.pk),
    "source": "agency",
    "safety": "unknown",
    "voicemail_ok": "no",
}


@pytest.mark.parametrize(
    ("method", "typed", "value"),
    [
        ("call", "07700 900456", "07700900456"),
        ("text", "+44 7700 900456", "07700900456"),
        ("email", "jo@example.org", "jo@example.org"),
        ("post", "1 Example Road", "1 Example Road"),
        ("call", "jo@example.org", None),
        ("email", "07700 900456", None),
    ],
)
def test_the_way_of_contact_decides_what_is_a_number_or_an_address(method, typed, value):
    form = SafeContactForm({**CONTACT, "method": method, "value": typed}, people=[JO])
    assert form.is_valid() == (value is not None)
    assert list(form.errors) == ([] if value else ["value"])
    assert form.cleaned_data.get("value") == value


def test_a_contact_starts_now_and_has_a_time():
    now = dt.datetime(2026, 12, 1, 14, 30, tzinfo=dt.UTC)
    empty = ContactNoteForm(people=[JO], contacts={}, alerts=[], now=now)
    assert (empty["time"].value(), "alerts" in empty.fields) == ("14:30", False)
    answers = {
        "person": str(JO.pk),
        "offered": "no",
        "contact": "other",
        "method": "call",
        "result": "spoke",
        "on-day": "1",
        "on-month": "12",
        "on-year": "2026",
    }
    form = ContactNoteForm(
        {**answers, "time": "14:05"}, people=[JO], contacts={}, alerts=[], now=now
    )
    assert form.is_valid(), form.errors
    assert form.at == dt.datetime(2026, 12, 1, 14, 5, tzinfo=dt.UTC)
    wrong = ContactNoteForm(
        {**answers, "time": "five"}, people=[JO], contacts={}, alerts=[(1, "An alert")], now=now
    )
    assert not wrong.is_valid()
    assert wrong.errors == {"time": ["Enter a time, like 14:30"]}
    assert wrong.fields["alerts"].choices == [(1, "An alert")]


def test_a_contact_in_summer_is_a_local_time():
    now = timezone.now()
    answers = {
        "person": str(JO.pk),
        "offered": "no",
        "contact": "other",
        "method": "call",
        "result": "spoke",
        "on-day": "1",
        "on-month": "7",
        "on-year": "2026",
        "time": "12:00",
    }
    form = ContactNoteForm(answers, people=[JO], contacts={}, alerts=[], now=now)
    assert form.is_valid(), form.errors
    assert form.at.astimezone(dt.UTC) == dt.datetime(2026, 7, 1, 11, 0, tzinfo=dt.UTC)
