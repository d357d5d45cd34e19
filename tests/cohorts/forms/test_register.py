"""The forms of the register."""

import uuid

from cohorts.enums import Mark
from cohorts.forms.register import CorrectForm, RegisterForm

PEOPLE = [(uuid.UUID(int=1), "Alf Example"), (uuid.UUID(int=2), "Bert Example")]


def test_each_participant_has_a_question():
    form = RegisterForm(people=PEOPLE)

    assert [field.label for field in form.fields.values()] == [
        "Mark for Alf Example",
        "Mark for Bert Example",
    ]


def test_a_participant_does_not_wait_for_the_mark_of_another():
    form = RegisterForm({f"mark-{PEOPLE[1][0]}": Mark.ABSENT}, people=PEOPLE)

    assert form.is_valid(), form.errors
    assert form.marks() == {PEOPLE[1][0]: Mark.ABSENT}


def test_a_register_without_any_mark_says_what_is_missing_beside_the_first():
    form = RegisterForm({}, people=PEOPLE)

    assert form.errors == {f"mark-{PEOPLE[0][0]}": ["Select a mark for at least one participant"]}


def test_a_mark_that_does_not_exist_is_refused_and_not_left_out():
    form = RegisterForm(
        {f"mark-{PEOPLE[0][0]}": "maybe", f"mark-{PEOPLE[1][0]}": Mark.LATE}, people=PEOPLE
    )

    assert list(form.errors) == [f"mark-{PEOPLE[0][0]}"]


def test_the_marks_are_handed_on_by_enrolment():
    form = RegisterForm(
        {f"mark-{PEOPLE[0][0]}": Mark.LATE, f"mark-{PEOPLE[1][0]}": Mark.ABSENT}, people=PEOPLE
    )

    assert form.is_valid(), form.errors
    assert form.marks() == {PEOPLE[0][0]: Mark.LATE, PEOPLE[1][0]: Mark.ABSENT}


def test_a_correction_needs_a_mark_and_a_reason():
    assert set(CorrectForm({"mark": "", "reason": ""}).errors) == {"mark", "reason"}
    assert CorrectForm({"mark": Mark.LATE, "reason": "Came at ten past"}).is_valid()
