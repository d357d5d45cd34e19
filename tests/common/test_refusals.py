"""Refusals: their words, and where a page shows them."""

import pytest
from django import forms

from referral_portal.common.refusals import Refusal, refusals_on


class Booking(forms.Form):
    day = forms.CharField()
    room = forms.CharField(required=False)


def filled_in() -> Booking:
    form = Booking({"day": "Monday"})
    assert form.is_valid()
    return form


def test_str_gives_the_words_of_a_refusal() -> None:
    refusal = Refusal("This day is taken.", "day")
    assert (str(refusal), refusal.words, refusal.field) == (
        "This day is taken.",
        "This day is taken.",
        "day",
    )


def test_refusal_needs_no_field() -> None:
    assert Refusal("The cohort is over.").field is None


def test_refusal_about_a_field_is_shown_beside_it() -> None:
    form = filled_in()
    with refusals_on(form):
        raise Refusal("This day is taken.", "day")
    assert form.errors == {"day": ["This day is taken."]}
    assert not form.is_valid()


@pytest.mark.parametrize("field", [None, "facilitator"])
def test_refusal_about_no_field_of_the_form_is_shown_at_the_top(field: str | None) -> None:
    form = filled_in()
    with refusals_on(form):
        raise Refusal("The cohort is over.", field)
    assert form.non_field_errors() == ["The cohort is over."]


def test_subclasses_are_shown_too() -> None:
    class Full(Refusal):
        """A cohort is full."""

    form = filled_in()
    with refusals_on(form):
        raise Full("No place is free.")
    assert form.non_field_errors() == ["No place is free."]


def test_view_returns_from_the_block_with_the_result_of_the_verb() -> None:
    def view(form: Booking) -> str:
        with refusals_on(form):
            booked = form.cleaned_data["day"].upper()
            return f"Booked: {booked}"
        return "refused"

    form = filled_in()
    assert view(form) == "Booked: MONDAY"
    assert form.is_valid()


def test_other_exceptions_pass_through() -> None:
    form = filled_in()
    with pytest.raises(ValueError, match="a mistake of ours"), refusals_on(form):
        raise ValueError("a mistake of ours")
    assert form.is_valid()
