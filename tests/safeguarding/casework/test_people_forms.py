"""The forms about people at risk: what they ask for, and whom they offer."""

import datetime as dt

import pytest

from safeguarding.casework.people_forms import NotToldForm, PersonForm, WhoseForm
from safeguarding.models import PersonAtRisk
from tests.factories.safeguarding import person_for
from tests.safeguarding.views.test_people import ANSWERS

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_what_is_known_is_asked_and_given_back(case, worker):
    form = PersonForm(ANSWERS)
    assert form.is_valid(), form.errors
    assert form.details.born_on == dt.date(1988, 4, 5)
    assert (form.details.must_be_told, form.details.untold_why) == (True, "")
    person_for(case, worker, kind="child", must_be_told=False, untold_why="A child")
    link = case.people_links.get()
    shown = PersonForm(initial=PersonForm.initial_of(link))
    assert shown["must_be_told"].value() == "no"
    assert shown["untold_why"].value() == "A child"


def test_a_reason_has_words():
    form = NotToldForm({"reason": "not_reached", "words": " "})
    assert list(form.errors) == ["words"]
    assert not NotToldForm({"reason": "whatever", "words": "Tried twice."}).is_valid()


def test_only_people_of_the_case_are_offered_by_name():
    ann, zoe = PersonAtRisk(legal_name="Ann"), PersonAtRisk(legal_name="Zoe")
    form = WhoseForm({"person": str(zoe.pk)}, people=[zoe, ann])
    assert [name for _, name in form.fields["person"].choices] == ["Ann", "Zoe"]
    assert form.is_valid()
    assert form.cleaned_data["person"] == zoe.pk
    assert not WhoseForm({"person": str(PersonAtRisk().pk)}, people=[ann]).is_valid()
