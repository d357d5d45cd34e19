"""What the form fields accept, how they tidy it, and the sentence when they do not."""

import pytest
from django.core.exceptions import ValidationError

from referral_portal.common.fields import (
    Agreement,
    Choice,
    EmailField,
    MultiChoice,
    PersonName,
    PostcodeField,
    TextArea,
    TextLine,
    UKPhoneField,
    YesNo,
)
from referral_portal.common.text import clean_line


def refusal(field, value) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "07700900123"),
        ("(01632) 960-001", "01632960001"),
        ("+44 (0)7700 900123", "07700900123"),
        ("+447700900123", "07700900123"),
        ("0044 1632 960001", "01632960001"),
        ("+353 20 910 1234", "+353209101234"),
        ("00353 20 910 1234", "+353209101234"),
        ("447700900123", "07700900123"),
        ("7700900123", "07700900123"),
        ("٠٧٧٠٠٩٠٠١٢٣", "07700900123"),
        ("01632 960123 ext 12", "01632960123 ext 12"),
    ],
)
def test_phone_is_kept_as_digits(typed: str, kept: str) -> None:
    assert UKPhoneField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "0770090012", "call me", "07700 9oo123"])
def test_phone_that_cannot_be_rung_is_refused(typed: str) -> None:
    assert "Enter a phone number" in refusal(UKPhoneField(), typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("me14 1xx", "ME14 1XX"), ("ME141XX", "ME14 1XX"), (" ct1  2ab ", "CT1 2AB")],
)
def test_postcode_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert PostcodeField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["ME14", "Maidstone", "12345", "1", "ME1O 1AA"])
def test_postcode_that_is_not_one_is_refused(typed: str) -> None:
    assert "full UK postcode" in refusal(PostcodeField(), typed)


def test_line_is_tidied_and_invisible_characters_dropped() -> None:
    assert TextLine().clean("  Jo\u200bhn \u202e Smith ") == "John Smith"
    assert TextLine(required=False).clean("") == ""


def test_line_of_invisible_characters_is_no_answer() -> None:
    assert refusal(TextLine(missing="Enter your name"), "\u200b\u200b") == "Enter your name"


def test_line_break_cannot_be_smuggled_into_a_line() -> None:
    assert refusal(TextLine(), "Sam\r\nBcc: someone@example.org")


def test_lengths_are_counted_after_tidying_and_said_in_figures() -> None:
    field = TextArea(max_length=5)
    assert field.clean("ab\r\ncd") == "ab\ncd"
    assert "5 characters or fewer. It has 6." in refusal(field, "abcdef")
    assert "100 characters or fewer" in refusal(TextLine(), "x" * 101)


def test_error_names_the_question_even_if_its_words_were_set_later() -> None:
    choice, text = Choice(choices=[("a", "A")]), TextArea(max_length=5)
    choice.label, text.label = "Where?", "Why?"
    assert refusal(choice, "") == "Select an answer to “Where?”"
    assert refusal(choice, "b") == "Select one of the answers offered for “Where?”"
    assert refusal(text, "") == "Enter an answer to “Why?”"
    assert refusal(text, "x" * 100_000) == (
        "Your answer to “Why?” must be 5 characters or fewer. It has 100,000."
    )


NAMELESS = ["\u3164", "\u2800", "\u00ad", "\u034f", "\U000e0041", "...", "12", "\ue000", "😀"]


@pytest.mark.parametrize("typed", NAMELESS)
def test_name_without_a_letter_is_no_name(typed: str) -> None:
    assert refusal(PersonName(missing="Enter your full name"), typed) == "Enter your full name"
    if clean_line(typed):
        words = "Enter a name, or leave this empty"
        assert refusal(PersonName(required=False), typed) == words
    else:
        assert PersonName(required=False).clean(typed) == ""


@pytest.mark.parametrize("typed", ["Ann", "O’Hara", "李", "رضا\u200cپور", "क्\u200dष"])
def test_name_in_any_script_is_kept_as_typed(typed: str) -> None:
    assert PersonName().clean(typed) == typed


@pytest.mark.parametrize(
    "typed",
    ["sam", "sam@", "sam@example", "a b@example.org", "x" * 250 + "@example.org", "a@localhost"],
)
def test_email_that_is_not_one_is_refused(typed: str) -> None:
    assert refusal(EmailField(), typed)


def test_email_is_kept() -> None:
    assert EmailField().clean(" sam@example.org ") == "sam@example.org"


def test_yes_or_no() -> None:
    field = YesNo()
    assert field.clean("yes") is True
    assert field.clean("no") is False
    assert YesNo(required=False).clean("") is None
    assert refusal(field, "") == "Select yes or no"
    assert refusal(field, "maybe")
    assert (field.prepare_value(True), field.prepare_value(False)) == ("yes", "no")


def test_none_of_these_stands_alone() -> None:
    field = MultiChoice(choices=[("a", "A"), ("none", "None of these")], exclusive="none")
    assert field.clean(["none"]) == ["none"]
    assert "None of these" in refusal(field, ["a", "none"])


def test_box_must_be_ticked() -> None:
    assert refusal(Agreement(), False) == "Tick the box to agree"
    assert Agreement(required=False).clean(False) is False


# -- Dates -------------------------------------------------------------------------------------
