"""The forms of a case: what they tidy, and what they refuse beside its field."""

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.enums import CohortStatus
from safeguarding.casework.forms import (
    AlertForm,
    ContactNoteForm,
    GiveForm,
    KeepApartForm,
    SafeContactForm,
)
from safeguarding.enums import AlertKind
from tests.factories.cohorts import make_cohort
from tests.factories.programmes import VenueFactory
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
CONTACT = {
    "person": "Jo Example",
    "kind": "ex_partner",
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
    form = SafeContactForm({**CONTACT, "method": method, "value": typed})
    assert form.is_valid() == (value is not None)
    assert list(form.errors) == ([] if value else ["value"])
    assert form.cleaned_data.get("value") == value


def test_a_contact_starts_now_and_has_a_time():
    now = dt.datetime(2026, 12, 1, 14, 30, tzinfo=dt.UTC)
    empty = ContactNoteForm(alerts=[], now=now)
    assert (empty["time"].value(), "alerts" in empty.fields) == ("14:30", False)
    answers = {
        "method": "call",
        "result": "spoke",
        "on-day": "1",
        "on-month": "12",
        "on-year": "2026",
    }
    form = ContactNoteForm({**answers, "time": "14:05"}, alerts=[], now=now)
    assert form.is_valid(), form.errors
    assert form.at == dt.datetime(2026, 12, 1, 14, 5, tzinfo=dt.UTC)
    wrong = ContactNoteForm({**answers, "time": "five"}, alerts=[(1, "An alert")], now=now)
    assert not wrong.is_valid()
    assert wrong.errors == {"time": ["Enter a time, like 14:30"]}
    assert wrong.fields["alerts"].choices == [(1, "An alert")]


def test_what_can_be_chosen_for_an_alert_depends_on_its_kind():
    def codes(kind):
        return [code for code, _ in AlertForm(kind=kind).fields["outcome"].choices]

    assert codes(AlertKind.CONCERN) == ["done"]
    assert codes(AlertKind.TELL_FIRST) == ["told", "not_applicable", "could_not_reach"]


def test_only_what_still_runs_is_kept_apart_from():
    cohort, over = make_cohort(), make_cohort()
    over.status = CohortStatus.CANCELLED
    over.save()
    shut = VenueFactory(is_active=False)
    form = KeepApartForm()
    cohorts = [value for value, _ in form.fields["cohort"].choices]
    assert cohorts == ["", str(cohort.pk)]
    venues = [value for value, _ in form.fields["venue"].choices]
    assert str(cohort.venue.pk) in venues
    assert str(shut.pk) not in venues
    wrong = KeepApartForm({"apart_from": "person", "reference": "not one"})
    assert not wrong.is_valid()
    assert wrong.errors == {"reference": ["Enter a reference, like KM-7F3K-9Q2D"]}


def test_a_case_is_given_to_a_link_worker_who_still_works_here(worker):
    gone = make_worker(name="Gone")
    gone.is_active = False
    gone.save()
    choices = GiveForm().fields["worker"].choices
    assert choices == [("", "Choose one"), (str(worker.pk), worker.name)]


def test_a_contact_in_summer_is_a_local_time():
    now = timezone.now()
    answers = {
        "method": "call",
        "result": "spoke",
        "on-day": "1",
        "on-month": "7",
        "on-year": "2026",
        "time": "12:00",
    }
    form = ContactNoteForm(answers, alerts=[], now=now)
    assert form.is_valid(), form.errors
    assert form.at.astimezone(dt.UTC) == dt.datetime(2026, 7, 1, 11, 0, tzinfo=dt.UTC)
