"""Whose work limits who may see the form."""

import pytest

from referrals.conflicts import is_of, works_for
from referrals.forms.behaviour import WORK


@pytest.mark.parametrize("code", [code for code, _ in WORK])
def test_every_answer_but_none_limits_who_can_see_the_form(code):
    assert bool(works_for({"work": {"work": [code]}})) == (code != "none")


@pytest.mark.parametrize("answers", [{}, {"work": {}}, {"work": {"work": None}}])
def test_no_answer_limits_nothing(answers):
    assert works_for(answers) == frozenset()


@pytest.mark.parametrize(
    ("agency", "works", "expected"),
    [
        ("Kent Police", ["police"], True),
        ("Kent Police", ["nhs"], False),
        ("Thanet District Council", ["council", "delivery"], True),
        ("Medway NHS Foundation Trust", ["nhs"], True),
        ("Lookahead", ["partner"], True),
        ("LOOKAHEAD", ["partner"], True),
        ("Lookahead", ["police"], False),
        ("Kent Police", [], False),
    ],
)
def test_an_agency_is_recognised_by_its_name(agency, works, expected):
    assert is_of(agency, works, partners=["Lookahead"]) is expected
