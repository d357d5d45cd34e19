"""A number, an address or a name is found however it is written, and nothing else is."""

import pytest

from safeguarding.casework.disguises import (
    details_in,
    has_address,
    has_email,
    has_name,
    has_number,
    number_core,
)

NUMBER, EMAIL = "07700 900123", "sam.example@example.org"
HOME, CODE = "12 Example Road, Maidstone", "ME14 1XX"


@pytest.mark.parametrize(
    "text",
    [
        "07700900123", "07700 900 123", "07700.900.123", "07700-900-123", "(07700) 900123",
        "+44 7700 900123", "+44 (0)7700 900123", "0044 7700 900123", "447700900123", "7700900123",
        "O77OO 9OO123", "o7700 900l23", "077\uff10\uff10 \uff19\uff10\uff10123", "٠٧٧٠٠٩٠٠١٢٣",
        "0\u200b7700\u00ad900123",
        "zero seven seven zero zero nine zero zero one two three",
        "oh double seven double oh, nine double oh one two three",
        "o seven seven o o nine o o one two three", "0-seven-7 zero 0 nine 00 one 2 3",
        "zerosevensevenzerozeroninezerozeroonetwothree", "ring 0_7_7_0_0_9_0_0_1_2_3 today",
        "Call him on 07700 900123 ext 4", "+\uff14\uff14 7700 900123",
    ],
)  # fmt: skip
def test_a_number_is_found_in_any_disguise(text):
    assert has_number(text, NUMBER)


@pytest.mark.parametrize(
    "text", ["07700 900124", "", "On 27 11 2026 at 10:30", "He has seven children", "900123"]
)
def test_another_number_is_not_that_number(text):
    assert not has_number(text, NUMBER)


def test_a_number_abroad_is_found_without_its_country():
    assert has_number("0612345678", "+33 6 12 34 56 78")
    assert number_core("12345") == ""
    assert not has_number("12345", "12345")


@pytest.mark.parametrize(
    "text",
    [
        "SAM.Example@Example.org", "sam.example+her@example.org", "samexample@example.org",
        "sam.example at example.org", "sam dot example (at) example dot org",
        "sam.example [at] example [dot] org", "s a m . e x a m p l e @ e x a m p l e . o r g",
        "Write to sam.example@example.org.", "sam.examp1e@example.org",
    ],
)  # fmt: skip
def test_an_email_address_is_found_in_any_disguise(text):
    assert has_email(text, EMAIL)


@pytest.mark.parametrize(
    "text", ["sam.other@example.org", "notsam.example@example.org", "sam.example@example.net", ""]
)
def test_another_email_address_is_not_that_one(text):
    assert not has_email(text, EMAIL)


@pytest.mark.parametrize(
    "text",
    [
        "12 Example Road", "12, example rd. Maidstone", "12 EXAMPLE ROAD", "12Example Road",
        "Flat above, 12 Example Rd, ME14 1XX", "ME14 1XX", "me141xx", "ME14 IXX", "12 M E 1 4 1 X X",
    ],
)  # fmt: skip
def test_a_home_is_found_by_its_street_or_its_postcode(text):
    assert has_address(text, HOME, CODE)


@pytest.mark.parametrize(
    "text", ["112 Example Road", "14 Example Road, ME14 1XX", "12 Other Road", "Maidstone", ""]
)
def test_another_home_is_not_that_one(text):
    assert not has_address(text, HOME, CODE)


def test_no_fixed_address_is_no_place():
    assert not has_address("no fixed address", "No fixed address")
    assert not has_address("Staying with friends", "With friends")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Zoë says so", "Zoe O'Canary"), ("Ask mrs o’canary", "Zoe O'Canary"),
        ("z o e o c a n a r y", "Zoe O'Canary"), ("Z0e 0canary", "Zoe Ocanary"),
        ("May Example has gone", "May Other"), ("He asked about Jo", "Jo"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_full_or_in_part(text, name):
    assert has_name(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [("He may come", "May Other"), ("Joanna came", "Jo Other"), ("", "Jo"), ("Anything", "")],
)
def test_a_word_is_not_a_name(text, name):
    assert not has_name(text, name)


def test_a_surname_that_the_participant_has_too_does_not_count_by_itself():
    both = frozenset({"sam", "canary"})
    assert not has_name("Mr Canary comes on Monday", "Zoe Canary", apart_from=both)
    assert has_name("Zoe comes on Monday", "Zoe Canary", apart_from=both)


def test_plain_details_of_a_text_are_no_dates():
    numbers, emails, codes = details_in(
        "Not 07700 900123 or a@example.org after 12.11.2026, near ME14 1XX"
    )
    assert [number_core(one) for one in numbers] == ["7700900123"]
    assert (emails, codes) == (["a@example.org"], ["me14 1xx"])
