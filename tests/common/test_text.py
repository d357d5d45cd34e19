"""Typed text: what is removed from it, and what is refused in words that name the character."""

import pytest
from django.core.exceptions import ValidationError

from referral_portal.common.text import clean_line, clean_text


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a\ud83db", "We cannot read the character U+D83D. Delete it and type it again."),
        (
            "x" + "\u0323" * 4,
            "The character “x” has too many accents. Delete it and type it again.",
        ),
        ("\u0323" * 4, "The character “◌” has too many accents. Delete it and type it again."),
    ],
)
def test_a_character_that_cannot_be_read_is_named(clean, typed, words):
    with pytest.raises(ValidationError) as error:
        clean(typed)

    assert error.value.messages == [words]


def test_a_letter_may_have_three_accents():
    assert clean_line("x\u0323\u0323\u0323") == "x\u0323\u0323\u0323"


def test_a_line_is_tidied_and_holds_no_line_break():
    assert clean_line(" Zoe\u0308 \t \x00Example\u202e ") == "Zoë Example"
    with pytest.raises(ValidationError, match="on one line"):
        clean_line("one\ntwo")


def test_a_text_keeps_its_lines_and_loses_control_characters():
    assert clean_text(" one\r\ntwo\rthree\x07 ") == "one\ntwo\nthree"
