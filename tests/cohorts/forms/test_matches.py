"""A reference is read however it is typed, and what cannot be one is refused."""

import pytest

from cohorts.forms.matches import BesideForm


@pytest.mark.parametrize("typed", ["KM-7F3K-9Q2D", "km 7f3k 9q2d", " 7f3k9q2d "])
def test_a_reference_is_stored_in_one_form(typed):
    form = BesideForm({"reference": typed})
    assert form.is_valid()
    assert form.cleaned_data["reference"] == "KM-7F3K-9Q2D"


@pytest.mark.parametrize("typed", ["", "Matthew Example", "KM-7F3K"])
def test_what_cannot_be_a_reference_is_refused(typed):
    assert BesideForm({"reference": typed}).errors["reference"]
