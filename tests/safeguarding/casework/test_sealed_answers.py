"""Whom the pages of an envelope name."""

import pytest

from safeguarding.casework.sealed_answers import answers_of, names_anybody, names_in, people_named


def pages(**answers) -> dict:
    """Return one opened page with these answers by question."""
    rows = [{"name": name, "value": value} for name, value in answers.items()]
    return {"person": {"answers": rows}}


@pytest.mark.parametrize("value", ["", "None", "n/a", "Not known", "Nobody"])
def test_an_answer_that_there_is_nobody_names_nobody(value):
    contents = pages(harmed_name=value)
    assert not names_anybody(contents)
    assert people_named(contents) == []
    assert names_in(contents) == []


@pytest.mark.parametrize("value", ["There is no one I am worried about", "0", "No plan"])
def test_a_chosen_answer_that_there_is_nobody_names_nobody(value):
    assert not names_anybody(pages(cares_for=value))


@pytest.mark.parametrize(
    "contents", [None, pages(harmed_name="Jo"), pages(harmed_phone="07700 900456"),
                 pages(children="two girls"), pages(dash_context="afraid")],
)  # fmt: skip
def test_any_other_answer_may_be_about_a_person_and_so_may_a_closed_page(contents):
    assert names_anybody(contents)


def test_names_are_read_from_names_and_from_texts_about_several_people():
    contents = pages(
        harmed_name="Jo Example",
        children="Tilly, 6, and Ben live with Their mother",
        former_partners="none",
    )
    assert names_in(contents) == ["Jo Example", "Tilly", "Ben"]


def test_a_count_of_former_partners_in_the_participants_own_form_is_no_name():
    said = people_named(pages(their_first_name="Jo", former_partners="2"))
    assert [one.name for one in said] == ["Jo"]
    agency = people_named(pages(harmed_name="Jo", former_partners="Ann Example"))
    assert [(one.name, one.is_text) for one in agency] == [("Jo", False), ("Ann Example", True)]


def test_pages_of_another_shape_are_read_as_empty():
    for odd in ({}, {"person": None}, {"person": {"answers": "x"}}, {"person": {"answers": [1]}}):
        assert answers_of(odd) == {}
        assert not names_anybody(odd)
