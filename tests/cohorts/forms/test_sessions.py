"""The forms to book a session for one participant, and to cancel a session or a cohort."""

import datetime as dt

import pytest

from cohorts.forms.sessions import BookForm, CancelForm
from tests.factories.single import make_cobi

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december(time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC), tick=False)


def booked(cohort, **changes):
    return BookForm(
        {
            "on-day": "12",
            "on-month": "1",
            "on-year": "2027",
            "start": "14:00",
            "minutes": "90",
            "facilitator": cohort.staffing.first().user_id,
            **changes,
        },
        cohort=cohort,
        most=150,
    )


def test_the_choices_are_handed_on_as_the_verbs_take_them():
    cohort = make_cobi()
    form = booked(cohort)

    assert form.is_valid(), form.errors
    assert form.choices_made() == {
        "on": dt.date(2027, 1, 12),
        "start": dt.time(14, 0),
        "minutes": 90,
        "facilitator": cohort.staffing.get().user,
    }


@pytest.mark.parametrize("typed", ["1.5", "nine", "-90", "\uff19\uff10"])
def test_the_length_is_a_whole_number(typed):
    form = booked(make_cobi(), minutes=typed)

    assert form.errors == {"minutes": ["Enter the length as a whole number, like 90"]}


def test_the_longest_length_is_said_beside_the_question():
    assert BookForm(cohort=make_cobi(), most=150).fields["minutes"].help_text == "150 at most."


def test_the_only_facilitator_is_chosen_already_and_one_of_two_is_not(cohort):
    alone = BookForm(cohort=make_cobi(), most=150).fields["facilitator"].choices
    of_two = BookForm(cohort=cohort, most=150).fields["facilitator"].choices

    assert len(alone) == 1
    assert next(key for key, _ in of_two) == ""
    assert len(of_two) == 3


def test_a_facilitator_of_another_cohort_or_without_an_account_is_not_offered(cohort, other):
    user = cohort.staffing.first().user
    user.is_active = False
    user.save()

    for facilitator in (user.pk, other.staffing.first().user_id):
        assert set(booked(cohort, facilitator=facilitator).errors) == {"facilitator"}


def test_cancelling_needs_a_reason():
    assert set(CancelForm({"reason": " "}).errors) == {"reason"}
    assert CancelForm({"reason": "Snow"}).is_valid()
