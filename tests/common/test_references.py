"""References that people read aloud: random, without look-alikes, and read back however typed."""

import re

import pytest

from referral_portal.common.references import ALPHABET, new_reference, tidy_reference


def test_a_new_reference_has_one_form_and_is_not_repeated():
    made = {new_reference() for _ in range(200)}

    assert len(made) == 200
    for reference in made:
        assert re.fullmatch(r"KM-[^-]{4}-[^-]{4}", reference)
        assert set(reference[3:]) <= {*ALPHABET, "-"}
        assert tidy_reference(reference) == reference


@pytest.mark.parametrize("letter", "01ILOU")
def test_letters_that_look_alike_are_not_in_the_alphabet(letter):
    assert letter not in ALPHABET
    assert tidy_reference(f"KM-7F3K-9Q2{letter}") == ""


@pytest.mark.parametrize(
    "typed", ["KM-7F3K-9Q2D", "km7f3k9q2d", " 7F3K 9Q2D ", "7f3k-9q2d", "KM/7F3K/9Q2D"]
)
def test_a_reference_is_read_however_it_is_typed(typed):
    assert tidy_reference(typed) == "KM-7F3K-9Q2D"


@pytest.mark.parametrize("typed", ["", "KM-7F3K", "Casey Invented", "KM-7F3K-9Q2D2"])
def test_anything_else_is_not_a_reference(typed):
    assert tidy_reference(typed) == ""
