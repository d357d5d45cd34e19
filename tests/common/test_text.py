"""Typed text: what is removed from it, and what is refused in words that name the character."""

import pytest
from django.core.exceptions import ValidationError

from referral_portal.common.text import clean_line, clean_text, has_letter


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


INVISIBLE = (
    "\u3164", "\u2800", "\u00ad", "\u034f", "\U000e0041\U000e007f", "\u115f", "\u1160", "\uffa0",
    "\u180e", "\u2060", "\u2062", "\ufe0f", "\U000e0100", "\u061c", "\u200b", "\u200c", "\u200d",
    "\u200e", "\ufeff", "\u17b4", "\u206a", "\U0001d173",
)  # fmt: skip


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize("character", INVISIBLE)
def test_a_character_without_ink_is_removed(clean, character):
    assert clean(character) == clean(f" {character} {character}") == ""
    assert clean(f"An{character}na") == "Anna"
    assert not has_letter(character)


@pytest.mark.parametrize(
    "name",
    [
        "رضا\u200cپور",  # Persian: without the joiner these are other letter shapes
        "क्\u200dष",  # Devanagari: a half letter
        "श्री\u200cमान",
        "ক্\u200cষ",  # Bengali
        "രാജന്\u200d",  # Malayalam: a word may end in a joiner
        "ශ්\u200dරී",  # Sinhala
    ],
)
def test_a_joiner_inside_a_word_that_needs_it_is_kept(name):
    assert clean_line(name) == name
    assert clean_line(f"\u200d{name}") == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("رضا\u200c پور", "رضا پور"),
        ("رضا\u200c\u200cپور", "رضاپور"),
        ("An\u200dna", "Anna"),
        ("\u06dd", "\u06dd"),
    ],
)
def test_other_joiners_are_removed_and_signs_that_print_are_kept(typed, kept):
    assert clean_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [("Ann", True), ("李", True), ("सी", True), ("...", False), ("12", False), ("\ue000", False)],
)
def test_a_name_has_a_letter(typed, is_one):
    assert has_letter(typed) is is_one
